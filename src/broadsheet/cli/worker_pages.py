"""The worker's part in delivery: it follows the log, renders ahead, tells those in front, keeps the store small."""

from __future__ import annotations

import logging
import time
from typing import cast

from django.conf import settings
from django.core.asgi import get_asgi_application

from broadsheet.delivery import follow, sweep
from broadsheet.delivery.assembly import door
from broadsheet.delivery.maker import Maker
from broadsheet.delivery.node import Node
from broadsheet.delivery.purge.choosing import backends
from broadsheet.delivery.purge.purger import Purger
from broadsheet.delivery.rendering import App
from broadsheet.delivery.warm import Warmer
from broadsheet.reading.parameters import declared

logger = logging.getLogger(__name__)

# In memory the worker needs only what it is about to store.
MEMORY = 4 << 20
# Whatever the count says, files are counted anew so often, in seconds.
RECOUNT = 3600.0


class Pages:
    """Begins with `start`; `tick` is called once a second or so."""

    def __init__(self) -> None:
        self.node: Node = follow.own()
        self.follower = follow.Follower(self.node)
        self.maker = Maker()
        django = cast("App", get_asgi_application())
        front = door(django, declared, desk="/desk/", maker=self.maker, memory=MEMORY)
        self.warmer = Warmer(self.node, front, secure=front.proxied)
        self.purgers = [
            Purger(self.node, name, backend) for name, backend in backends(settings.IN_FRONT).items()
        ]
        self._counted = 0.0

    def start(self) -> None:
        self.follower.start()
        self.warmer.start()
        for purger in self.purgers:
            purger.start()

    def stop(self) -> None:
        """Returns once nothing of it runs any more, or after a few seconds."""
        threads: tuple[follow.Follower | Warmer | Purger, ...] = (self.follower, self.warmer, *self.purgers)
        for thread in threads:
            thread.stop()
        for thread in threads:
            thread.join(5)
        self.maker.close()

    def tick(self) -> None:
        """Sweeps, if it is time to."""
        if sweep.is_due(self.node, settings.PAGES_DISK) or time.monotonic() - self._counted > RECOUNT:
            sweep.sweep(self.node, settings.PAGES_DISK)
            self._counted = time.monotonic()
