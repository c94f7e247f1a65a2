// Locks after ten idle minutes, and at once when the page goes.

const IDLE = 10 * 60_000; // milliseconds
const WARNED = 9 * 60_000;
const LOOK = 10_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focusin"];

/** `lock(reason)` locks; `warn(isNear)` says that it will in a minute, or that it no longer will. */
export function bindLock({ isUnlocked, lock, warn }) {
  let last = Date.now();
  let isWarned = false;

  const tell = (isNear) => {
    if (isNear !== isWarned) warn(isNear);
    isWarned = isNear;
  };
  const look = () => {
    if (!isUnlocked()) return false;
    const idle = Date.now() - last;
    if (idle >= IDLE) lock("locked-idle");
    else if (idle >= WARNED) tell(true);
    return idle >= IDLE;
  };
  // A machine that slept wakes with an event, not with a timer: the time is looked at before it starts anew.
  const stir = () => {
    if (look()) return;
    last = Date.now();
    tell(false);
  };

  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  for (const sign of SIGNS) document.addEventListener(sign, stir, { capture: true, passive: true });
  // Also while it is being unlocked: nothing typed stays in a page that the browser keeps for Back.
  addEventListener("pagehide", () => lock(isUnlocked() ? "locked-left" : "locked"));
}
