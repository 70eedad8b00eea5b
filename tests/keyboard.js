// Where a control is for somebody at the keyboard. Reads the page and changes nothing.
//   steps   how many stops of Tab away it is, below zero for Shift+Tab; 0 when the focus is there, or on its group
//   arrows  the keys that lead on within a group of radio buttons
//   here    the focus is on it; ring: that can be seen; inside: it is on the screen
//   skips   the page was just opened, and its skip link shortens the way; skip: the focus is on that link
//   awaits  the page will give the focus to a field by itself
//   kind    what kind of field it is; typed: something stands in it
//   at      where the focus is
//   forced  elements with a tabindex above zero, which would break the order of the page
(control) => {
  const CAN = "a[href], button, input, select, textarea, summary, iframe, object, embed, [tabindex], [contenteditable]";
  const all = [...document.querySelectorAll(CAN)];
  const visible = (one) => one.checkVisibility({ visibilityProperty: true });
  const usable = (one) => one.tabIndex >= 0 && !one.matches(":disabled") && visible(one) && !one.closest("[inert]");
  const grouped = (one) => one.matches("input[type=radio]") && one.name;
  const group = (one) => all.filter((other) => grouped(other) && other.name === one.name && other.form === one.form);
  const active = document.activeElement;

  // Of a group of radio buttons one takes the Tab key: the chosen one, else the first.
  const stands = (one) => {
    if (!grouped(one)) return one;
    const of = group(one).filter(usable);
    return of.includes(active) ? active : of.find((other) => other.checked) || of[0];
  };
  const stops = all.filter((one) => usable(one) && stands(one) === one);
  const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

  const goal = stops.indexOf(stands(control));
  let from = stops.indexOf(active);
  const start = active === document.body ? document.querySelector(":target") : active;
  if (from < 0) from = start ? stops.filter((one) => follows(one, start)).length - 1 : -1;
  const main = document.getElementById("main");
  const skip = stops.findIndex((one) => one.matches(".usa-skipnav, .skip"));
  const before = main ? stops.filter((one) => follows(one, main) && !main.contains(one)).length : 0;

  const drawn = (style) => {
    const [, , , opacity] = (style.outlineColor.match(/[\d.]+/g) || []).map(Number);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && opacity !== 0;
  };
  const shape = [active, ...(active.labels || [])];
  const places = [...shape.flatMap((one) => [getComputedStyle(one), getComputedStyle(one, "::before")]),
    ...shape.map((one) => getComputedStyle(one.parentElement || one))];
  const box = (active.labels?.length && active.getBoundingClientRect().left < 0 ? active.labels[0] : active)
    .getBoundingClientRect();

  const of = grouped(control) ? group(control).filter(usable) : [];
  const away = of.indexOf(control) - of.indexOf(stands(control));
  const here = active === control;
  const onGroup = grouped(control) && grouped(active) && of.includes(active);
  return {
    steps: here || onGroup || goal < 0 ? 0 : goal - from,
    arrows: onGroup && !here ? Array(Math.abs(away)).fill(away > 0 ? "ArrowDown" : "ArrowUp") : [],
    here,
    skip: active.matches(".usa-skipnav, .skip"),
    ring: places.some(drawn),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    skips: !start && skip === 0 && goal > before && main.contains(control),
    awaits: active === document.body && Boolean(document.querySelector("[autofocus]")),
    kind: active.type,
    typed: Boolean(active.value),
    at: active.outerHTML.slice(0, 120),
    forced: all.filter((one) => one.tabIndex > 0).map((one) => one.outerHTML.slice(0, 120)).join(),
  };
}
