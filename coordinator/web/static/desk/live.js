// An open page follows what it shows. It asks now and then whether something happened; when it did, the page takes in
// its new content. A page with something typed is never replaced: it says so and waits to be asked.
(() => {
  "use strict";

  const main = document.getElementById("main");
  const said = document.getElementById("live-said");
  if (!main || !said) return;

  const EVERY = 20000;
  const HEADERS = { "X-Following": "1" };
  let asking = false;
  let gone = false;

  const changed = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") {
      const options = [...field.options];
      const first = options.some((one) => one.defaultSelected);
      return options.some((one, at) => one.selected !== (first ? one.defaultSelected : at === 0 && !field.multiple));
    }
    return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
  };

  const writing = () => {
    if ([...main.querySelectorAll("input, select, textarea")].some(changed)) return true;
    const here = document.activeElement;
    return main.contains(here) && here.matches("input:not([type=checkbox]):not([type=radio]), select, textarea");
  };

  const show = (sentence, act, name, onAct) => {
    const button = document.createElement(act === "link" ? "a" : "button");
    button.className = act === "link" ? "" : "usa-button usa-button--outline desk-small";
    button.textContent = name;
    if (act === "link") Object.assign(button, onAct);
    else {
      button.type = "button";
      button.addEventListener("click", onAct);
    }
    const words = document.createElement("p");
    words.textContent = sentence;
    said.replaceChildren(words, button);
    said.hidden = false;
  };

  const signIn = () => `/sign-in?off=1&next=${encodeURIComponent(location.pathname + location.search)}`;

  const signedOff = () => {
    gone = true;
    if (!writing()) {
      location.assign(signIn());
      return;
    }
    show(
      "You were signed off. What you typed is still here: sign in in a new window, then come back and send it.",
      "link", "Sign in in a new window", { href: "/sign-in?off=1", target: "_blank", rel: "noopener" },
    );
  };

  // What a control or a fold is called, the same before and after the page was taken in: row or card, kind, where it
  // leads, its words, and the how manieth of these it is.
  const called = (node) => {
    if (node.id) return `#${node.id}`;
    const within = node.closest("[id]")?.id ?? "";
    const leads = node.getAttribute("href") ?? (node.form ? node.form.getAttribute("action") : "");
    return [within, node.tagName, node.name ?? "", node.value ?? "", leads, node.textContent.trim()].join("\n");
  };
  const names = (nodes) => {
    const counted = new Map();
    return [...nodes].map((node) => {
      const name = called(node);
      counted.set(name, (counted.get(name) ?? 0) + 1);
      return `${name}\n${counted.get(name)}`;
    });
  };
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const controls = () => [...main.querySelectorAll(CONTROLS)];
  const folds = () => [...main.querySelectorAll("summary")];

  // Where somebody was: the control, and the headings it stood under, should it be gone.
  const place = (node) => {
    if (!node || node === main || !main.contains(node)) return null;
    const all = controls();
    const at = all.indexOf(node);
    const under = [];
    for (let up = node.parentElement; up && up !== main; up = up.parentElement) {
      const heading = up.getAttribute("aria-labelledby");
      if (heading) under.push(heading);
    }
    return { name: at < 0 ? null : names(all)[at], under };
  };
  const backTo = (was) => {
    if (!was) return;
    const all = controls();
    const same = all[names(all).indexOf(was.name)];
    const heading = was.under.map((id) => document.getElementById(id)).find((one) => one && main.contains(one));
    const next = same ?? heading ?? main;
    if (!same && heading && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
    next.focus({ preventScroll: Boolean(same) });
  };

  const takeIn = async () => {
    const answer = await fetch(location.href, { headers: HEADERS, cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("main");
    if (!next || writing()) {
      if (next) moved();
      return;
    }
    const was = place(document.activeElement);
    const before = folds();
    const open = new Map(names(before).map((name, at) => [name, before[at].parentElement.open]));
    main.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
    main.dataset.follows = next.dataset.follows || "";
    const after = folds();
    names(after).forEach((name, at) => {
      if (open.has(name)) after[at].parentElement.open = open.get(name);
    });
    backTo(was);
    if (window.htmx) window.htmx.process(main);
    document.dispatchEvent(new CustomEvent("desk:taken-in"));
    said.hidden = true;
    const quiet = document.getElementById("live-quiet");
    if (quiet) quiet.textContent = "This page was brought up to date.";
  };

  const moved = () => {
    if (!writing()) {
      takeIn().catch(() => {});
      return;
    }
    show(
      main.dataset.follows.startsWith("/live/case/") ? "This case moved on." : "Something moved on here.",
      "button", "Show it, and drop what is typed", () => location.reload(),
    );
  };

  const ask = async () => {
    const address = main.dataset.follows;
    if (!address || asking || gone || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(address, {
        headers: HEADERS, cache: "no-store", credentials: "same-origin", redirect: "manual",
      });
      if (answer.status === 200) moved();
      else if (answer.type === "opaqueredirect" || answer.status === 401) signedOff();
    } catch {
      // the network or the service is away: asked again next time
    } finally {
      asking = false;
    }
  };

  setInterval(ask, EVERY);
  window.addEventListener("focus", ask);
  document.addEventListener("visibilitychange", ask);
})();
