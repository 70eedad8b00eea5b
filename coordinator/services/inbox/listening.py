"""Once a minute: fetch what came in, keep it, understand it."""

from __future__ import annotations

from functools import partial

import structlog

from coordinator.services.inbox.keeping import keep
from coordinator.services.inbox.mail_folder import take_from
from coordinator.services.inbox.mailbox import MailboxDown, fetch_from
from coordinator.services.inbox.understanding import understand_kept
from coordinator.services.world import World
from coordinator.store.database import only_one

MOST = 200
"""Mails fetched in one look; the next look takes the rest."""

log = structlog.get_logger()


def listen_to_all(world: World) -> int:
    """Fetch from the folder and the mailbox that are set, then understand everything kept; returns how many.

    Only one process listens at a time; a second one does nothing. A server that is away holds up nothing else.
    """
    with only_one(world.database, "listen") as mine:
        if not mine:
            return 0
        if world.inbound_dir is not None:
            try:
                take_from(world.inbound_dir, partial(keep, world, came_by="folder"), MOST)
            except OSError as error:
                log.warning("inbound.folder_gone", error_type=type(error).__name__)
        if world.imap_url:
            try:
                fetch_from(world.imap_url, partial(keep, world, came_by="imap"), MOST)
            except MailboxDown as error:
                log.warning("inbound.mailbox_down", code=str(error))
        return understand_kept(world)
