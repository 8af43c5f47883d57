// Work that must not stand before a picture: it runs once what the state says now has been drawn.

/** A page that is not shown draws no frames; then it is done after this time, ms. */
const UNSEEN_MS = 250;

/** Runs `work` once, after the next frame was drawn. Returns how to call it off. */
export function afterPaint(work: () => void): () => void {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout>;
  const end = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    end();
    work();
  };
  timer = setTimeout(run, UNSEEN_MS);
  frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(run);
  });
  return end;
}
