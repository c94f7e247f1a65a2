from django.db import migrations

GROUPS = ["Moderators", "Editors"]


def remove(apps, schema_editor):
    """Wagtail begins with a tree, a site, groups and a workflow for everybody. Ours belong to programmes."""
    for name in ("WorkflowPage", "WorkflowTask", "GroupApprovalTask", "Task", "Workflow", "Site", "GroupPagePermission"):
        apps.get_model("wagtailcore", name).objects.all().delete()
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()
    apps.get_model("pages", "Page").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
        ("simple_translation", "0001_initial"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
