"""Drafts of texts and their pictures, as the office edits them. Nothing here is published: ADR 0010.

Wagtail's own tables know no programme. These do, and read only the rows of the programme that is being worked in.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import CommentPanel, FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet
from wagtail.models import AbstractPage, PageManager
from wagtail.models.pages import AbstractPageMeta
from wagtail.search import index

from trygga.organisations.models import Programme
from trygga.organisations.scope import programme_in_scope, scoped, within
from trygga.pages.access import PagePermissions

NARROW = ["bold", "link", "ol", "ul"]
"""What a paragraph may hold: what every language, a poster and a screen reader can carry."""


class InScope(models.Model):
    """Rows of one programme; what Wagtail makes belongs to the programme that is being worked in."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="+", default=programme_in_scope, editable=False
    )

    class Meta:
        abstract = True


class PagesInScope(PageManager):
    """Pages of the programme that is being worked in."""

    def get_queryset(self) -> Any:
        return scoped(super().get_queryset())


class Page(AbstractPage, InScope):
    """A node of a programme's tree. The root is one of these and cannot be edited; all others are of a kind below.

    The constraints say what no road through Wagtail may change: nothing is live, scheduled, locked or an alias.
    """

    live = models.BooleanField(_("live"), default=False, editable=False)

    objects = PagesInScope()

    settings_panels: ClassVar[list[Any]] = [CommentPanel()]
    promote_panels: ClassVar[list[Any]] = []
    search_fields = [*AbstractPage.search_fields, index.FilterField("programme")]
    private_page_options: ClassVar[list[str]] = []

    class Meta(AbstractPageMeta):
        constraints = [
            models.CheckConstraint(
                condition=Q(live=False, live_revision=None, first_published_at=None, last_published_at=None),
                name="page_is_never_live",
            ),
            models.CheckConstraint(
                condition=Q(go_live_at=None, expire_at=None, expired=False), name="page_is_never_scheduled"
            ),
            models.CheckConstraint(condition=Q(locked=False), name="page_is_never_locked"),
            models.CheckConstraint(condition=Q(alias_of=None), name="page_is_never_alias"),
            models.UniqueConstraint(fields=["programme"], condition=Q(depth=1), name="page_root_once"),
        ]

    def permissions_for_user(self, user: Any) -> PagePermissions:
        """What this person may do here, by roles in this page's programme."""
        return PagePermissions(user, self)

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """Drafts have no address outside the office."""
        return

    def make_preview_request(
        self, original_request: Any = None, preview_mode: str | None = None, extra_request_attrs: Any = None
    ) -> HttpResponseBase:
        """The preview, within the request that asks for it: Wagtail would send another through every middleware."""
        assert original_request is not None
        for name, value in (extra_request_attrs or {}).items():
            setattr(original_request, name, value)
        answer: HttpResponseBase = self.serve_preview(original_request, preview_mode)
        return answer


class TextPage(Page):
    """The draft of a text in one language: of the guide, or news."""

    body = StreamField(
        [
            ("heading", CharBlock(label=_("Heading"), icon="title", max_length=120)),
            ("paragraph", RichTextBlock(label=_("Paragraph"), icon="pilcrow", features=NARROW)),
            ("picture", ImageChooserBlock(label=_("Picture"), icon="image")),
        ],
        blank=True,
        verbose_name=_("text"),
    )

    content_panels: ClassVar[list[Any]] = [FieldPanel("title"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["pages.Page"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def serve_preview(self, request: HttpRequest, mode_name: str | None) -> TemplateResponse:
        """How the text reads; its own language, whatever the office is shown in."""
        return TemplateResponse(request, "pages/text_page.html", {"page": self, "text_language": self.locale})


class PicturesInScope(models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc]
    """Pictures of the programme that is being worked in."""

    def get_queryset(self) -> Any:
        return scoped(super().get_queryset())


class Picture(AbstractImage, InScope):
    """A picture for the texts of one programme."""

    objects = PicturesInScope()

    admin_form_fields = ("title", "file", "description")
    search_fields = [
        *(field for field in AbstractImage.search_fields if field.field_name != "tags"),
        index.FilterField("programme"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def get_upload_to(self, filename: str) -> str:
        """Below a folder for each programme."""
        return f"{self.programme_id}/{super().get_upload_to(filename)}"

    def create_rendition(self, filter: Any) -> Any:  # noqa: A002 - Wagtail's name
        """Of the same programme, whoever asks."""
        with within(self.programme_id):
            return super().create_rendition(filter)

    def generate_rendition_instance(self, filter: Any, source: Any) -> Any:  # noqa: A002 - Wagtail's name
        """The same, in one of the threads that Wagtail makes several in."""
        with within(self.programme_id):
            return super().generate_rendition_instance(filter, source)


class Rendition(AbstractRendition, InScope):
    """A picture in another size."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    objects = PicturesInScope()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]

    def get_upload_to(self, filename: str) -> str:
        """Below a folder for each programme."""
        return f"{self.programme_id}/{super().get_upload_to(filename)}"
