import uuid

import django.db.models.deletion
from django.db import migrations, models

import trygga.organisations.scope


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_roles"),
        ("pages", "0002_nothing_of_wagtails"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="programme",
            field=models.ForeignKey(default=trygga.organisations.scope.programme_in_scope, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.programme"),
        ),
        migrations.AddField(
            model_name="page",
            name="locale",
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wagtailcore.locale", verbose_name="locale"),
        ),
        migrations.AddField(
            model_name="page",
            name="translation_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="page",
            name="latest_revision",
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="wagtailcore.revision", verbose_name="latest revision"),
        ),
        migrations.AddField(
            model_name="page",
            name="live_revision",
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="wagtailcore.revision", verbose_name="live revision"),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('first_published_at', None), ('last_published_at', None), ('live', False), ('live_revision', None)), name='page_is_never_live'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('expire_at', None), ('expired', False), ('go_live_at', None)), name='page_is_never_scheduled'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('locked', False)), name='page_is_never_locked'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('alias_of', None)), name='page_is_never_alias'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(condition=models.Q(('depth', 1)), fields=('programme',), name='page_root_once'),
        ),
        migrations.AlterUniqueTogether(
            name='page',
            unique_together={('translation_key', 'locale')},
        ),
    ]
