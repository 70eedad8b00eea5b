"""Somebody at a page with a keyboard and no mouse: every act is real key events from where the focus is.

The page is asked once how many stops away a control is; the way there is then pressed, key by key, and looked at on
arrival. Nothing is clicked, focused or filled in by script.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

MOST = 90
"""Stops of the Tab key that somebody goes through to one control, at the most."""

CODES = {"Tab": 9, "ArrowUp": 38, "ArrowDown": 40}

LOOK = (Path(__file__).parent / "keyboard.js").read_text(encoding="utf-8")


class Keyboard:
    """Hands on the keys of one tab. ``stops`` counts how often Tab was pressed, over the whole story."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.stops = 0
        self._wire = tab.context.new_cdp_session(tab)

    def reach(self, control: Locator) -> dict[str, Any]:
        """Go to a control: by the skip link from the top of a page, then by Tab or Shift+Tab, within :data:`MOST`."""
        begun = self.stops
        way = self._look(control)
        if way["skips"]:
            self._keys("Tab")
            way = self._look(control)
            assert way["skip"], f"the first stop of the page is {way['at']}"
            self.tab.keyboard.press("Enter")
            expect(self.tab.locator("#main")).to_be_focused()
            way = self._look(control)
        while way["steps"]:
            self._keys(*["Tab" if way["steps"] > 0 else "Shift+Tab"] * abs(way["steps"]))
            self.stops += abs(way["steps"])
            assert self.stops - begun <= MOST, f"{control} is not within {MOST} stops; the focus is at {way['at']}"
            way = self._look(control)  # again: a field for a day has stops of its own
        if way["arrows"]:
            self._keys(*way["arrows"])
            way = self._look(control)
        assert way["here"], f"{control} cannot be reached: the focus is at {way['at']}"
        assert way["ring"], f"the focus cannot be seen at {control}"
        assert way["inside"], f"{control} has the focus and is not on the screen"
        return way

    def press(self, control: Locator, key: str = "Enter", *, leads: bool = True) -> None:
        """Press a link or a button, and wait for the page it leads to; ``leads=False`` where it stays on this one."""
        self.reach(control)
        if not leads:
            self.tab.keyboard.press(key)
            return
        with self.tab.expect_navigation():
            self.tab.keyboard.press(key)

    def write(self, field: Locator, words: str) -> None:
        """Type words in the place of what stands in a field; a day is written as ``2026-12-08``."""
        found = self.reach(field)
        if found["kind"] == "date":
            year, month, day = words.split("-")
            words_typed = month + day + year
        else:
            words_typed = words
            if found["typed"]:
                self.tab.keyboard.press("Control+a")
        self.tab.keyboard.type(words_typed)
        assert field.input_value() == words

    def choose(self, field: Locator, wanted: str | re.Pattern[str]) -> None:
        """Choose what a list offers, by its words or its value, with the arrow keys."""
        self.reach(field)
        offered = field.evaluate("one => [...one.options].map(o => [o.label.trim(), o.value, o.disabled])")
        fits = [at for at, one in enumerate(offered) if _is(wanted, one[0]) or one[1] == wanted]
        assert fits, f"{wanted} is not offered: {offered}"
        now = int(field.evaluate("one => one.selectedIndex"))
        between = range(min(now, fits[0]) + 1, max(now, fits[0]) + 1)
        steps = sum(not offered[at][2] for at in between)
        self._keys(*["ArrowDown" if fits[0] > now else "ArrowUp"] * steps)
        assert field.input_value() == offered[fits[0]][1]

    def tick(self, box: Locator, *, on: bool = True) -> None:
        """Tick a box with Space; a choice of several is made by the arrow keys that lead to it."""
        if box.is_checked() is on:
            return
        self.reach(box)
        if box.is_checked() is not on:
            self.tab.keyboard.press("Space")
        assert box.is_checked() is on

    def unfold(self, summary: Locator) -> None:
        """Open what is folded under a name."""
        self.press(summary, leads=False)
        assert summary.evaluate("one => one.parentElement.open")

    def _look(self, control: Locator) -> dict[str, Any]:
        """Where the control is now; found anew each time, for a page may take in what happened meanwhile."""
        way: dict[str, Any] = control.evaluate(LOOK)
        if way["awaits"]:  # the page gives the focus to a field itself, after it was loaded
            expect(self.tab.locator("[autofocus]")).to_be_focused()
            way = control.evaluate(LOOK)
        assert not way["forced"], f"the order of the page is forced at {way['forced']}"
        return way

    def _keys(self, *keys: str) -> None:
        """Keys down and up again. Past ``keyboard.press``, which waits for a frame to be drawn after each."""
        for key in keys:
            *held, name = key.split("+")
            pressed = {
                "key": name, "code": name, "windowsVirtualKeyCode": CODES[name], "modifiers": 8 if held else 0,
            }  # fmt: skip
            self._wire.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **pressed})
            self._wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


def _is(wanted: str | re.Pattern[str], label: str) -> bool:
    return label == wanted if isinstance(wanted, str) else wanted.search(label) is not None
