package consoletest

import "fmt"

// SentFrom is what the form of an address answers when it is sent, for forms whose answer is a file.
func (b *Browser) SentFrom(action string) (status int, content []byte) {
	b.t.Helper()
	answer := evaluated[struct {
		Status int    `json:"status"`
		Bytes  []byte `json:"bytes"`
	}](b, fmt.Sprintf(`(async (form) => {
  const r = await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
  let text = "";
  for (const one of new Uint8Array(await r.arrayBuffer())) text += String.fromCharCode(one);
  return {status: r.status, bytes: btoa(text)};
})([...document.forms].find((f) => f.getAttribute("action") === %s))`, quoted(action)))
	return answer.Status, answer.Bytes
}
