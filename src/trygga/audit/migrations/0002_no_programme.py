"""Entries that belong to no programme, such as sign-ins. Before, programme 0 stands for them: none has that id."""

from django.db import migrations, models


def none_to_zero(apps, schema_editor):
    apps.get_model("audit", "Entry").objects.filter(programme=None).update(programme=0)


def zero_to_none(apps, schema_editor):
    apps.get_model("audit", "Entry").objects.filter(programme=0).update(programme=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AlterField("entry", "event", models.CharField(max_length=64)),
        migrations.AlterField("entry", "programme", models.BigIntegerField(null=True)),
        migrations.RunPython(zero_to_none, none_to_zero),
    ]
