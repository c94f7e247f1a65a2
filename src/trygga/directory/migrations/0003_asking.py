from django.db import migrations, models


def mark_local(apps, schema_editor):
    """Points that have areas are local."""
    point = apps.get_model("directory", "ContactPoint")
    served = point.areas.through.objects.filter(contactpoint=models.OuterRef("pk"))
    point.objects.filter(models.Exists(served)).update(is_local=True)


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="is_local",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=models.Index(
                condition=models.Q(("is_local", False), ("retired_on", None)),
                fields=["programme"],
                name="contact_points_everywhere",
            ),
        ),
        migrations.RunPython(mark_local, migrations.RunPython.noop, elidable=True),
    ]
