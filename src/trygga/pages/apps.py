from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "trygga.pages"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from trygga.pages.locales import make_locales
        from trygga.pages.models import Page, Picture
        from trygga.pages.policies import OfPages, OfPictures
        from trygga.pages.queries import open_comments
        from trygga.web import menu, waiting

        register_permission_policy(Page, OfPages(Page))
        # "Exact", since Wagtail registers its own for the picture model after this.
        register_permission_policy(Picture, OfPictures(Picture), exact_class=True)
        post_migrate.connect(make_locales, sender=self, dispatch_uid="locales")
        menu.register("wagtailadmin_explore_root", _("Texts"), icon="doc-full", order=20)
        menu.register("wagtailimages:index", _("Pictures"), icon="image", order=30)
        waiting.register(open_comments)
