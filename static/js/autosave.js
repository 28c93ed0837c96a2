// Saves a form while it is written, to the server only, and says when. The form works the same without this file.
// The server's half is plans/pages/editor/saving.py. Whatever happens, the text stays in the page.
(() => {
  const form = document.querySelector("form[data-autosave]");
  const line = form && form.querySelector("[data-saved]");
  if (!line) return;
  const WAIT = 2000, RETRY = 8000, LARGEST_LAST_WORD = 60000;
  const AWAY = "Chưa lưu được – mất mạng, sẽ thử lại. Đồng chí cứ để trang này mở.";
  const BUSY = "Chưa lưu được – máy chủ đang bận, sẽ thử lại. Đồng chí cứ để trang này mở.";
  const FULL = "Chưa lưu được – ổ đĩa của máy chủ đã đầy. Đồng chí cứ để trang này mở và báo người quản trị máy chủ; sẽ thử lại.";
  const OUT = "Phiên đăng nhập đã hết, nên chưa lưu. Chữ đồng chí gõ vẫn còn trên trang; bấm Lưu để đăng nhập lại rồi lưu tiếp.";
  const OTHER = "Chưa lưu: trang này không mở được bằng tài khoản đang đăng nhập. Chữ vẫn còn trên trang, đồng chí chép lại nếu cần.";
  const WRONG = "Chưa lưu được. Chữ vẫn còn trên trang; bấm Lưu để xem vì sao.";
  let timer = 0, running = null, stopped = false, sending = false;

  const content = () => {
    const data = new FormData(form);
    data.delete("then");
    return data;
  };
  const written = () => JSON.stringify([...content()].filter(([name]) => !/^(version|csrfmiddlewaretoken|writer|held|was_.*)$/.test(name)));
  let saved = written();

  const say = (text, trouble) => {
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("saved-trouble", Boolean(trouble));
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  function save(leaving) {
    clearTimeout(timer);
    if (stopped || sending || written() === saved) return;
    if (running) running.then(() => save(leaving));
    else running = send(leaving === true).finally(() => { running = null; });
  }

  async function send(leaving) {
    const body = new URLSearchParams(content()), now = written();
    // A last word while the page closes must be short, or the browser refuses to send it at all.
    const keepalive = leaving && String(body).length < LARGEST_LAST_WORD;
    if (!leaving && !line.textContent) say("Đang lưu…");
    try {
      const headers = { "X-Autosave": "1", Accept: "application/json" };
      await heard(await fetch(location.pathname, { method: "POST", body, headers, keepalive, redirect: "manual" }), now);
    } catch {
      say(AWAY, true);
      later(RETRY);
    }
  }

  async function heard(answer, now) {
    if (answer.ok) return done(await answer.json(), now);
    if (answer.status === 409) return stop((await answer.json()).problem);
    // The server holds what was sent for whoever signs in again; going on saves it if that happens in another window.
    if (answer.type === "opaqueredirect") { say(OUT, true); return later(RETRY); }
    if (answer.status === 403 && await renewed()) return later(0);
    if (answer.headers.get("X-Disk-Full")) { say(FULL, true); return later(RETRY); }
    if (answer.status >= 500 || answer.status === 429) { say(BUSY, true); return later(RETRY); }
    say([403, 404].includes(answer.status) ? OTHER : WRONG, true);
  }

  function done(told, now) {
    saved = now;
    for (const [name, value] of Object.entries(told.fields)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    const box = form.querySelector("[data-checks]");
    if (box && "checks" in told) box.innerHTML = told.checks;
    say(`Đã lưu lúc ${told.saved}`);
    if (written() !== saved) later(WAIT);
  }

  // From here on only the button saves: it leads to a page that shows both texts.
  function stop(text) {
    stopped = true;
    say(text, true);
  }

  // Signing in again in another window gives the form's token a new value: take it from the same page.
  async function renewed() {
    const page = await fetch(location.pathname, { redirect: "manual" });
    if (!page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("main [name=csrfmiddlewaretoken]");
    const token = form.elements.csrfmiddlewaretoken;
    if (!fresh || renewed.last === token.value) return false;
    renewed.last = token.value = fresh.value;
    return true;
  }

  form.addEventListener("input", () => later(WAIT));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // A save under way changes the version: the button waits for it, so that nobody is told of a conflict with himself.
    if (running) {
      event.preventDefault();
      const button = event.submitter;
      running.then(() => form.requestSubmit(button));
      return;
    }
    sending = true;
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("online", () => later(0));
  // Only somebody whose text is in trouble is asked before they leave.
  window.addEventListener("beforeunload", (event) => {
    if (!sending && written() !== saved && line.classList.contains("saved-trouble")) event.preventDefault();
  });
  // Back by the back button to a page that the browser kept: what was typed is still here, so go on saving it.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { sending = false; later(0); }
  });
})();
