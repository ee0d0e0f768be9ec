"""The story: a row of its own, not a page of a tree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from broadsheet.delivery import log
from broadsheet.delivery.tags import Touched
from broadsheet.stories import addresses, changes, previews
from broadsheet.stories.blocks import Body
from broadsheet.stories.changes import Record
from broadsheet.stories.models import record
from broadsheet.stories.models.gallery import Gallery
from broadsheet.stories.models.outlet import Outlet
from broadsheet.stories.models.redirect import Redirect
from broadsheet.stories.telling import Public, change_of

# A change within these minutes of publication is the last hand on the story, not an update of it.
LAST_HAND = timedelta(minutes=5)

LIVE = models.Q(live=True)


def slug_of(headline: str) -> str:
    """The slug that a story gets of itself."""
    return slugify(headline, allow_unicode=True)[:120].strip("-") or "story"


class StoryQuerySet(models.QuerySet["Story"]):
    """Questions that every reader of stories asks."""

    def live(self) -> StoryQuerySet:
        """What the public may see."""
        return self.filter(live=True)

    def newest_first(self) -> StoryQuerySet:
        """In the order of lists: by publication, the later made first where two share a moment."""
        return self.order_by("-published_at", "-pk")

    def cards(self) -> StoryQuerySet:
        """Only what a list shows: the body, which may be large, stays where it is."""
        return self.defer("body")


class Story(
    Public,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """A story of one edition.

    Times are aware and stored in UTC. `published_on` is the day of first publication in the outlet's zone:
    part of the address, set once, never changed.
    """

    headline = models.CharField(_("headline"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the address. Empty: made from the headline."),
    )
    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("One or two sentences below the headline.")
    )
    dateline = models.CharField(
        _("dateline"), max_length=120, blank=True, help_text=_("Where the story was reported from.")
    )
    section = models.ForeignKey(
        "stories.Section",
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
        db_index=False,
    )
    top_section = models.ForeignKey(
        "stories.Section",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    lead_photo = models.ForeignKey(
        "stories.Photo",
        verbose_name=_("lead photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_caption = models.TextField(_("caption"), blank=True, help_text=_("Empty: the photo's own."))
    lead_credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Empty: the photo's own.")
    )
    lead_alt = models.CharField(
        _("alternative text"), max_length=255, blank=True, help_text=_("Empty: the photo's own.")
    )
    gallery = models.ForeignKey(
        "stories.Gallery",
        verbose_name=_("gallery"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    video = models.ForeignKey(
        "stories.Video",
        verbose_name=_("video"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: the moment of first publication.")
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("day in the address"), null=True, blank=True, editable=False)
    # What the body holds, kept beside it so that lists need not open it: a string of words such as "photo video".
    media = models.CharField(max_length=40, blank=True, editable=False)
    words = models.PositiveIntegerField(default=0, editable=False)
    # Kinds of media that the source of an import announced though their files were not in it.
    announced = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    # Last, so that a row of a list is read without its text.
    body = StreamField(Body(), blank=True, verbose_name=_("text"))

    objects = StoryQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "published_on", "slug"],
                condition=models.Q(published_on__isnull=False),
                name="story_address",
            ),
        ]
        indexes = [
            models.Index(fields=["locale", "-published_at", "-id"], condition=LIVE, name="story_latest"),
            models.Index(fields=["section", "-published_at", "-id"], condition=LIVE, name="story_in_section"),
            models.Index(
                fields=["top_section", "-published_at", "-id"], condition=LIVE, name="story_in_top_section"
            ),
            models.Index(
                fields=["locale", "published_on", "-published_at", "-id"], condition=LIVE, name="story_of_day"
            ),
            # The desk's list: everything, whatever its state.
            models.Index(fields=["-changed_at", "-id"], name="story_changed"),
            models.Index(fields=["locale", "-changed_at", "-id"], name="story_changed_locale"),
            models.Index(fields=["section", "-changed_at", "-id"], name="story_changed_section"),
            models.Index(
                fields=["live", "has_unpublished_changes", "-changed_at", "-id"], name="story_changed_state"
            ),
            models.Index(
                fields=["go_live_at"], condition=models.Q(go_live_at__isnull=False), name="story_go_live"
            ),
            models.Index(
                fields=["expire_at"], condition=models.Q(expire_at__isnull=False), name="story_expire"
            ),
        ]
        permissions = [("publish_story", "Can publish stories")]

    def __str__(self) -> str:
        return self.headline

    def clean(self) -> None:
        super().clean()
        if self.published_on and self._namesakes().exists():
            raise ValidationError({"slug": _("Another story of that day has this slug. Choose another one.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, after the slug was made: a slug is needed for the check of the address."""
        if not self.slug:
            self.slug = slug_of(self.headline)
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps what is derived beside what it is derived from."""
        if kwargs.get("update_fields") is None:
            self.top_section_id = self.section.top_id if self.section else None
            self.media = " ".join(sorted(self._media()))
            self.words = self._count_words()
            self.changed_at = timezone.now()
            if self.live:
                self.published_at = self.published_at or self.first_published_at or timezone.now()
                if self.published_on is None:
                    self.published_on = Outlet.current().local(self.published_at).date()
                    self._tell_apart()
        super().save(*args, **kwargs)

    def _namesakes(self) -> models.QuerySet[Story]:
        """The other stories of its day, in its edition, with its slug."""
        same = Story.objects.filter(locale_id=self.locale_id, published_on=self.published_on, slug=self.slug)
        return same.exclude(pk=self.pk)

    def _tell_apart(self) -> None:
        """At first publication a slug that the day already has gets a number: nobody is held up by a namesake."""
        wanted, number = self.slug, 2
        while self._namesakes().exists():
            self.slug = f"{wanted[:115]}-{number}"
            number += 1

    def _update_from_revision(self, revision: Any, changed: bool = True) -> None:  # noqa: FBT001, FBT002 (Wagtail's)
        """A draft that was saved is a change of the story for the desk, though the public row stays."""
        self.changed_at = timezone.now()
        super()._update_from_revision(revision, changed=changed)
        Story.objects.filter(pk=self.pk).update(changed_at=self.changed_at)

    def _media(self) -> set[str]:
        found = {block.block_type for block in self.body} & {"photo", "gallery", "video", "embed"}
        kinds = {"photo"} if self.gallery_id or "gallery" in found else set()
        if "photo" in found:
            kinds.add("photo")
        if self.video_id or "video" in found:
            kinds.add("video")
        return kinds | set(self.announced.split())

    def _count_words(self) -> int:
        text = (value for block in self.body for value in block.block.get_searchable_content(block.value))
        return sum(len(value.split()) for value in text)

    def with_content_json(self, content: dict[str, Any]) -> Story:
        """A revision's words on this story: what belongs to the story as a whole stays as it is."""
        story: Story = super().with_content_json(content)
        story.published_on = self.published_on
        story.published_at = story.published_at or self.published_at
        story.updated_at = self.updated_at
        story.announced = self.announced
        story.created_at = self.created_at
        story.changed_at = self.changed_at
        return story

    @property
    def is_public(self) -> bool:
        return bool(self.live and self.published_on)

    def path(self, prefix: str) -> str:
        """Its address in the edition whose addresses begin with `prefix`; empty before its first publication."""
        return addresses.story(prefix, self.published_on, self.slug) if self.published_on else ""

    def get_absolute_url(self) -> str:
        edition = getattr(self.locale, "edition", None)
        return self.path(edition.prefix if edition else "")

    full_url = property(get_absolute_url)

    def _get_dummy_header_url(self, original_request: HttpRequest | None = None) -> str | None:
        """Wagtail's question for the address under which a preview is made: the host is the editor's own."""
        if original_request is None:
            return None
        return str(original_request.build_absolute_uri(self.get_absolute_url() or "/"))

    @property
    def was_updated(self) -> bool:
        """Whether readers are told of an update apart from the publication."""
        return bool(
            self.updated_at and self.published_at and self.updated_at - self.published_at >= LAST_HAND
        )

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Wagtail's door: every way to publish leads through here. One transaction."""
        with change_of(self):
            before = Story.objects.select_for_update().defer("body").get(pk=self.pk)
            super().publish(revision, *args, **kwargs)
            after = Story.objects.defer("body").get(pk=self.pk)
            if after.live:
                self._settle(before, after)

    @staticmethod
    def _settle(before: Story, after: Story) -> None:
        """What follows: the time of an update, lists, the gallery's page, the old address."""
        if before.live:
            after.updated_at = timezone.now()
        Story.objects.filter(pk=after.pk).update(updated_at=after.updated_at)
        after.list_under()
        after.open_galleries()
        old, new = before.get_absolute_url(), after.get_absolute_url()
        for stale in Redirect.objects.filter(old_path=new):
            stale.delete()
        if old and old != new:
            Redirect.objects.update_or_create(old_path=old, defaults={"story": after, "new_path": ""})

    def seen(self) -> Record | None:
        rows = Story.objects.select_related("locale__edition")
        row = rows.filter(pk=self.pk, published_on__isnull=False).first()
        return record.read(row) if row else None

    def differs(self, before: Record | None, after: Record | None) -> tuple[Touched, list[str]]:
        rows = record.Rows(Story.objects.live(), StoryTopic.objects.all(), StoryByline.objects.all())
        moved = changes.points(before, after)
        if moved:
            # Two that leave a list at the same time would each find the other still in it.
            log.hold()
        edges = record.edges(rows, moved, before, after)
        return changes.story(before, after, edges), record.warm(before, after)

    def list_under(self) -> None:
        """Its place in the lists of topics and bylines, ordered by a copy of the publication time."""
        moment = self.published_at if self.live else None
        StoryTopic.objects.filter(story=self).update(published_at=moment)
        StoryByline.objects.filter(story=self).update(published_at=moment)

    def open_galleries(self) -> None:
        """Galleries that a live story shows have pages."""
        body = Story.objects.only("body").get(pk=self.pk).body
        keys = {block.value.pk for block in body if block.block_type == "gallery" and block.value}
        if self.gallery_id:
            keys.add(self.gallery_id)
        for gallery in Gallery.objects.filter(pk__in=keys, published_at__isnull=True) if keys else ():
            gallery.published_at = self.published_at
            gallery.save(update_fields=["published_at"])

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Wagtail's door: the story leaves the public, its address answers 410. One transaction."""
        with change_of(self):
            super().unpublish(*args, **kwargs)
            Story.objects.get(pk=self.pk).list_under()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return previews.render(self, request, mode_name)


class StoryByline(Orderable):
    """A name over a story."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="story_bylines")
    byline = models.ForeignKey(
        "stories.Byline", verbose_name=_("byline"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [models.UniqueConstraint(fields=["story", "byline"], name="story_byline_once")]
        indexes = [models.Index(fields=["byline", "-published_at", "-story"], name="byline_stories")]


class StoryTopic(Orderable):
    """A topic of a story."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="story_topics")
    topic = models.ForeignKey(
        "stories.Topic", verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [models.UniqueConstraint(fields=["story", "topic"], name="story_topic_once")]
        indexes = [models.Index(fields=["topic", "-published_at", "-story"], name="topic_stories")]


class Related(Orderable):
    """A story to read after this one."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="related")
    to = models.ForeignKey(Story, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        constraints = [models.UniqueConstraint(fields=["story", "to"], name="related_once")]
