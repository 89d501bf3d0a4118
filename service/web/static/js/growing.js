// Text boxes as high as their text also in browsers without `field-sizing`; how high at most the style sheet says.

const isNeeded = !CSS.supports("field-sizing", "content");

// All are measured together, so that the page is laid out anew once and not once for each.
export function grow(fields) {
  if (!isNeeded) return;
  const boxes = [...fields].filter((field) => field.matches("textarea") && field.offsetParent);
  for (const box of boxes) box.style.height = "auto";
  const heights = boxes.map((box) => box.scrollHeight + box.offsetHeight - box.clientHeight);
  boxes.forEach((box, index) => (box.style.height = `${heights[index]}px`));
}

grow(document.querySelectorAll("textarea"));
document.addEventListener("input", ({ target }) => grow([target]));
