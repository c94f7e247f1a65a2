"""What the chains are made of; `trygga.audit.services.extend_chains` fills them from the entries that are there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_no_programme")]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                ("chain", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["chain", "number"], name="audit_link_once")],
            },
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("organisation", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ChainProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("settled", models.BigIntegerField(default=0)),
                ("ceiling", models.BigIntegerField(default=0)),
                ("writers", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.CreateModel(
            name="NotedHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.BigIntegerField()),
                ("day", models.DateField()),
                ("number", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["chain", "day"], name="audit_head_noted_once_a_day")],
            },
        ),
    ]
