"""The nouns, one file each."""

from broadsheet.stories.models.byline import Byline
from broadsheet.stories.models.gallery import Gallery, GalleryItem
from broadsheet.stories.models.outlet import Edition, Outlet
from broadsheet.stories.models.page import Front, StandingPage
from broadsheet.stories.models.photo import Photo, PhotoRendition
from broadsheet.stories.models.redirect import Redirect
from broadsheet.stories.models.section import Section
from broadsheet.stories.models.story import Related, Story, StoryByline, StoryTopic
from broadsheet.stories.models.topic import Topic
from broadsheet.stories.models.video import Video

__all__ = [
    "Byline",
    "Edition",
    "Front",
    "Gallery",
    "GalleryItem",
    "Outlet",
    "Photo",
    "PhotoRendition",
    "Redirect",
    "Related",
    "Section",
    "StandingPage",
    "Story",
    "StoryByline",
    "StoryTopic",
    "Topic",
    "Video",
]
