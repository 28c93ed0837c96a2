// Saves a form while it is written, to the server only, and says when. The form works the same without this file.
(() => {
  const form = document.querySelector("form[data-autosave]");
  const line = form && form.querySelector("[data-saved]");
  if (!line) return;
  const WAIT = 2000, RETRY = 8000;
  let timer = 0, running = false, dirty = false, stopped = false, sending = false;

  const content = () => {
    const data = new FormData(form);
    data.delete("then");
    return data;
  };
  const written = () => JSON.stringify([...content()].filter(([name]) => !/^(version|was_|csrf|writer)/.test(name)));
  let saved = written();

  const say = (text, failed) => {
    line.textContent = text;
    line.classList.toggle("saved-failed", Boolean(failed));
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save(leaving) {
    if (stopped || sending || running) return;
    const now = written();
    if (now === saved) { dirty = false; return; }
    running = true;
    if (!leaving) say("Đang lưu…");
    try {
      const answer = await fetch(form.getAttribute("action") || location.pathname, {
        method: "POST", body: content(), headers: { "X-Autosave": "1" }, redirect: "manual", keepalive: leaving === true,
      });
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        stop("Phiên đăng nhập đã hết. Chữ đồng chí gõ vẫn còn trên trang; bấm Lưu để đăng nhập lại rồi lưu tiếp.");
      } else if (answer.ok) {
        const told = await answer.json();
        for (const [name, value] of Object.entries(told.fields)) {
          if (form.elements[name]) form.elements[name].value = value;
        }
        saved = now;
        say(`Đã lưu lúc ${told.saved}`);
      } else if (answer.status === 409) {
        stop((await answer.json()).problem);
      } else {
        say("Chưa lưu được, sẽ thử lại.", true);
        later(RETRY);
      }
    } catch (error) {
      say("Chưa lưu được – mất mạng, sẽ thử lại.", true);
      later(RETRY);
    } finally {
      running = false;
      if (!stopped && written() !== saved && !line.classList.contains("saved-failed")) later(WAIT);
    }
  }

  // From here on only the button saves: it leads to a page that shows both texts, or to signing in.
  function stop(text) {
    stopped = true;
    say(text, true);
  }

  form.addEventListener("input", () => { dirty = true; later(WAIT); });
  form.addEventListener("change", () => { dirty = true; later(WAIT); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && dirty) save(true);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // A save under way changes the version: the button waits for it, so that nobody is told of a conflict with himself.
    if (running && !sending) {
      event.preventDefault();
      const button = event.submitter;
      const wait = setInterval(() => {
        if (running) return;
        clearInterval(wait);
        sending = true;
        form.requestSubmit(button);
      }, 50);
      return;
    }
    sending = true;
  });
  // Back by the back button to a page that the browser kept: what was typed is still here, so go on saving it.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { sending = false; later(0); }
  });
})();
