// Everything works without this file. It saves a reload here, gives keys to the galleries there.

/* "See more": fetches the next page and appends its stories. */
customElements.define("more-stories", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a[rel=next]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      if (!link.ariaBusy) this.load(link);
    });
  }

  async load(link) {
    link.ariaBusy = "true";
    // Emptied first, so that the same words are said again.
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = "";
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.adopt(page.querySelector("more-stories"), link);
    } catch {
      location.href = link.href;
    }
    link.ariaBusy = null;
  }

  adopt(next, link) {
    const stream = this.querySelector(".stream");
    const deeper = stream.querySelector("h3") ? "h3" : "h2";
    const cards = next ? [...next.querySelectorAll(".stream > *")] : [];
    for (const card of cards) {
      for (const old of card.querySelectorAll("h2, h3")) {
        const head = document.createElement(deeper);
        head.className = old.className;
        head.append(...old.childNodes);
        old.replaceWith(head);
      }
      if ("plain" in this.dataset) card.querySelector(".card-picture")?.remove();
      stream.append(card);
    }
    const further = next?.querySelector("a[rel=next]");
    if (further) link.href = further.getAttribute("href");
    else {
      link.remove();
      cards[0]?.querySelector(".card-headline a")?.focus();
    }
    const status = this.querySelector("[role=status]");
    if (status && next) status.textContent = next.dataset.said || "";
  }
});

/* A gallery: steps, arrow keys, a counter, and a view that fills the screen. The photos move by scrolling. */
customElements.define("photo-gallery", class extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector(".slider-frame");
    this.track = this.querySelector(".slides");
    this.slides = [...this.track.children];
    this.dialog = this.querySelector("dialog");
    this.controls = this.querySelector(".slider-controls");
    if (!this.slides.length || !this.dialog.showModal) return;
    this.index = 0;
    this.sideways = this.classList.contains("slider");
    this.controls.hidden = false;
    this.classList.add("ready");
    this.watch();
    this.tell();
    this.controls.addEventListener("click", (event) => this.press(event.target.closest("button")));
    this.track.addEventListener("click", (event) => this.touch(event));
    this.frame.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("close", () => this.shut());
  }

  watch() {
    const seen = (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting && (this.sideways || this.dialog.open)) {
          this.index = this.slides.indexOf(entry.target);
          this.tell();
        }
      }
    };
    const observer = new IntersectionObserver(seen, { root: this.track, threshold: 0.6 });
    for (const slide of this.slides) observer.observe(slide);
  }

  tell() {
    const text = this.dataset.count.replace("%n", this.index + 1).replace("%m", this.slides.length);
    const counter = this.controls.querySelector(".counter");
    if (counter.textContent !== text) counter.textContent = text;
    for (const button of this.controls.querySelectorAll(".step")) {
      button.ariaDisabled = String(!this.slides[this.index + Number(button.dataset.step)]);
    }
  }

  go(index, behavior = "smooth") {
    const slide = this.slides[index];
    if (!slide) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.track.scrollTo({ left: slide.offsetLeft, behavior: calm ? "instant" : behavior });
  }

  press(button) {
    if (!button) return;
    if (button.dataset.step) this.go(this.index + Number(button.dataset.step));
    else if (button.classList.contains("large")) this.open(button);
    else this.dialog.close();
  }

  touch(event) {
    const link = event.target.closest("a");
    if (!link || !link.querySelector("img") || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (this.dialog.open) return;
    this.index = this.slides.indexOf(link.closest("li"));
    this.open(link);
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !(this.sideways || this.dialog.open)) return;
    event.preventDefault();
    this.go(this.index + (getComputedStyle(this).direction === "rtl" ? -step : step));
  }

  open(from) {
    const at = this.index;
    this.from = from;
    this.place = document.createComment("");
    this.frame.replaceWith(this.place);
    this.dialog.append(this.frame);
    this.sized("100vw");
    this.track.tabIndex = 0;
    // In here they lead nowhere.
    for (const link of this.track.querySelectorAll("a")) link.tabIndex = -1;
    this.dialog.showModal();
    this.go(at, "instant");
    this.index = at;
    this.tell();
    this.track.focus({ preventScroll: true });
  }

  shut() {
    const at = this.index;
    this.place.replaceWith(this.frame);
    this.sized();
    for (const link of this.track.querySelectorAll("a")) link.removeAttribute("tabindex");
    if (this.sideways) this.go(at, "instant");
    else {
      this.track.removeAttribute("tabindex");
      this.slides[at].scrollIntoView({ block: "center", behavior: "instant" });
    }
    (this.from?.matches("a") ? this.slides[at].querySelector("a") : this.from)?.focus({ preventScroll: true });
  }

  sized(sizes) {
    for (const source of this.track.querySelectorAll("source")) {
      source.dataset.sizes ??= source.sizes;
      source.sizes = sizes || source.dataset.sizes;
    }
  }
});

/* A frame of another site, loaded when the reader asks for it. */
customElements.define("click-frame", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const frame = document.createElement("iframe");
      frame.title = this.dataset.title;
      frame.allow = "fullscreen; encrypted-media; picture-in-picture";
      frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-presentation";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.src = link.href;
      this.replaceChildren(frame);
      frame.focus();
    });
  }
});

/* The device's own way to share, where it has one. */
customElements.define("share-button", class extends HTMLElement {
  connectedCallback() {
    if (!navigator.share) return;
    this.closest("[hidden]")?.removeAttribute("hidden");
    this.addEventListener("click", () => {
      navigator.share({ title: this.dataset.title, url: this.dataset.url }).catch(() => {});
    });
  }
});
