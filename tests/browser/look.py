"""What a person would mind on a page, measured in the browser. axe looks at the rest (colours, names, roles)."""

from playwright.sync_api import Page

# A link inside a sentence needs no tap target of its own (WCAG 2.5.8 says so too); 43.5 forgives rounding.
LOOK = r"""
() => {
  const found = [];
  const shown = (one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const name = (one) => `<${one.tagName.toLowerCase()} class="${one.className}"> ${(one.textContent || one.name || "").trim().slice(0, 40)}`;

  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("body *")].find((one) => shown(one) && one.getBoundingClientRect().right > innerWidth + 1);
    found.push(`scrolls sideways (${document.documentElement.scrollWidth} px): ${wide ? name(wide) : ""}`);
  }
  const heads = document.querySelectorAll("h1").length;
  if (heads !== 1) found.push(`${heads} h1`);
  for (const image of document.images) {
    for (const attribute of ["width", "height", "alt"]) {
      if (!image.hasAttribute(attribute)) found.push(`picture without ${attribute}: ${image.src}`);
    }
    if (image.loading !== "lazy" && image.complete && !image.naturalWidth) found.push(`picture that did not load: ${image.src}`);
  }
  const targets = "button, .button, input:not([type=hidden]), select, textarea, summary, .action, .pill, .nav-item, .tabs > a, .filters > a";
  for (const one of document.querySelectorAll(targets)) {
    if (!shown(one)) continue;
    const box = (one.matches("[type=radio], [type=checkbox], [type=file]") && one.closest("label") || one).getBoundingClientRect();
    if (box.height < 43.5 || box.width < 43.5) found.push(`small to tap, ${Math.round(box.width)} x ${Math.round(box.height)}: ${name(one)}`);
  }
  for (const one of document.querySelectorAll("button, .button")) {
    if (!shown(one)) continue;
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (!texts.currentNode.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      const lines = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top)));
      if (lines.size > 1) found.push(`label on two lines: ${name(one)}`);
    }
  }
  const ids = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) found.push(`two elements with the id ${id}`);
    ids.add(id);
  }
  return [...new Set(found)];
}
"""


def faults_on(page: Page) -> list[str]:
    """Each with the address in front."""
    path = page.evaluate("location.pathname + location.search")
    return [f"{path}: {fault}" for fault in page.evaluate(LOOK)]
