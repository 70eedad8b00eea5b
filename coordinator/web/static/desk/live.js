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

  const place = (node) => {
    if (!node || !main.contains(node)) return null;
    if (node.id) return `#${CSS.escape(node.id)}`;
    return node.matches("a[href]") ? `a[href="${CSS.escape(node.getAttribute("href"))}"]` : null;
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
    const focus = place(document.activeElement);
    const open = [...main.querySelectorAll("details")].map((one) => one.open);
    main.replaceChildren(...[...next.childNodes].map((node) => document.importNode(node, true)));
    main.dataset.follows = next.dataset.follows || "";
    main.querySelectorAll("details").forEach((one, at) => { one.open = open[at] ?? one.open; });
    if (focus) main.querySelector(focus)?.focus({ preventScroll: true });
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
