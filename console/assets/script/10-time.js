// What is left of a promise is drawn anew twice a minute. The server has written it first; this only keeps it true.
(() => {
  const chinese = document.documentElement.lang.startsWith("zh");
  const span = (ms) => {
    const minutes = Math.floor(ms / 60000), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (days > 0) return chinese ? `${days} 天 ${hours % 24} 小时` : `${days} d ${hours % 24} h`;
    if (hours > 0) return chinese ? `${hours} 小时 ${minutes % 60} 分` : `${hours} h ${minutes % 60} min`;
    return chinese ? `${minutes} 分钟` : `${minutes} min`;
  };
  const redraw = () => {
    for (const left of document.querySelectorAll("[data-due]")) {
      const ms = new Date(left.dataset.due) - Date.now();
      const said = ms > 0 ? (chinese ? `剩 ${span(ms)}` : `${span(ms)} left`) : (chinese ? `已超 ${span(-ms)}` : `${span(-ms)} overdue`);
      if (left.textContent !== said) left.textContent = said;
      left.closest(".due")?.classList.toggle("over", ms <= 0);
    }
  };
  if (!document.documentElement.dataset.still) setInterval(redraw, 30000);
})();
