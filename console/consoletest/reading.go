package consoletest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// finding are functions by which a test finds what people see: by the words on it, and never by how it is drawn.
const finding = `
const seen = (e) => e.checkVisibility ? e.checkVisibility({visibilityProperty: true}) : e.offsetParent !== null;
const said = (e) => (e.innerText || e.value || e.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
const named = (selector, words) => {
  const all = [...document.querySelectorAll(selector)].filter(seen);
  return all.find((e) => said(e) === words) || all.find((e) => said(e).startsWith(words)) || all.find((e) => said(e).includes(words));
};
const labelled = (words) => {
  const label = [...document.querySelectorAll("label")].filter(seen).find((l) => l.innerText.replace(/\s+/g, " ").trim().startsWith(words));
  return label && (label.control || document.getElementById(label.htmlFor));
};`

func (b *Browser) find(script string) string {
	return "(() => {" + finding + script + "})()"
}

func quoted(text string) string {
	written, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string can always be written
	}
	return string(written)
}

// wait asks the page until an expression is true; it survives that another page comes meanwhile.
func (b *Browser) wait(expression string) bool {
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(25 * time.Millisecond) {
		if is, err := act(b, chromedp.Evaluate[bool](expression)); err == nil && is {
			return true
		}
	}
	return false
}

// See waits until the page says all of these words where people see them.
func (b *Browser) See(words ...string) {
	b.t.Helper()
	for _, one := range words {
		if !b.wait(b.find(fmt.Sprintf(`return document.body.innerText.replace(/\s+/g, " ").includes(%s);`, quoted(one)))) {
			require.Fail(b.t, "the page does not say it", "%q at %s, which says:\n%s", one, b.At(), b.Text("body"))
		}
	}
}

// SeeNot proves that the page, as it is now, does not say these words.
func (b *Browser) SeeNot(words ...string) {
	b.t.Helper()
	for _, one := range words {
		require.NotContains(b.t, b.Text("body"), one, b.At())
	}
}

// Text is what an element says, by a CSS selector; with one blank for any.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	return evaluated[string](b, fmt.Sprintf(`(document.querySelector(%s)?.innerText ?? "").replace(/\s+/g, " ").trim()`, quoted(selector)))
}

// Texts are what all elements of a selector say.
func (b *Browser) Texts(selector string) []string {
	b.t.Helper()
	return evaluated[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%s)].map((e) => e.innerText.replace(/\s+/g, " ").trim())`, quoted(selector)))
}

// Is evaluates an expression of the page.
func (b *Browser) Is(expression string) bool {
	b.t.Helper()
	return evaluated[bool](b, expression)
}

// Press clicks a button or a link by its words, and waits until the page that comes of it is there.
func (b *Browser) Press(words string) {
	b.t.Helper()
	found := fmt.Sprintf(`named("button, a, summary, input[type=submit], [role=button]", %s)`, quoted(words))
	press := b.find(notesLeaving + `const e = ` + found + `; if (!e) return false; e.scrollIntoView({block: "center"}); e.click(); return true;`)
	for pressed := false; !pressed; {
		if !b.wait(b.find("return Boolean(" + found + ");")) {
			require.Fail(b.t, "there is no such button", "%q at %s, which says:\n%s", words, b.At(), b.Text("body"))
		}
		var err error
		pressed, err = act(b, chromedp.Evaluate[bool](press)) // it may have gone with its page since it was seen
		require.NoError(b.t, err, words)
	}
	b.settle()
}

// HandIn hands a form in by its CSS selector, and waits until the page that comes of it is there.
func (b *Browser) HandIn(selector string) {
	b.t.Helper()
	evaluated[bool](b, fmt.Sprintf(`(() => { %s document.querySelector(%s).requestSubmit(); return true; })()`, notesLeaving, quoted(selector)))
	b.settle()
}

// notesLeaving notes when the page is about to be left: until the answer comes, the old page is there as if nothing had happened.
const notesLeaving = `if (!window.notesLeaving) { window.notesLeaving = true; addEventListener("beforeunload", () => { window.leaving = Date.now(); }); } `

// settled is true when nothing is loading. What is left for a download stays.
const settled = `document.readyState === "complete" && !document.querySelector(".htmx-request") && !(window.leaving && Date.now() - window.leaving < 5000)`

// settle waits until nothing is loading.
func (b *Browser) settle() {
	time.Sleep(50 * time.Millisecond)
	b.wait(settled)
}

// waitLabelled waits until there is a field with a label.
func (b *Browser) waitLabelled(label string) {
	b.t.Helper()
	if !b.wait(b.find(fmt.Sprintf(`return Boolean(labelled(%s));`, quoted(label)))) {
		require.Fail(b.t, "there is no such field", "%q at %s, which says:\n%s", label, b.At(), b.Text("body"))
	}
}

// Type fills a field in by its label, as somebody who types it.
func (b *Browser) Type(label, value string) {
	b.t.Helper()
	b.waitLabelled(label)
	evaluated[bool](b, b.find(fmt.Sprintf(`const e = labelled(%s); e.focus(); e.value = %s;
e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true})); return true;`, quoted(label), quoted(value))))
}

// Choose picks a radio button, ticks a box, or picks an option, by its label.
func (b *Browser) Choose(label string) {
	b.t.Helper()
	b.waitLabelled(label)
	evaluated[bool](b, b.find(fmt.Sprintf(`labelled(%s).click(); return true;`, quoted(label))))
	b.settle()
}

// Select picks an option of a list by its words.
func (b *Browser) Select(label, option string) {
	b.t.Helper()
	b.waitLabelled(label)
	picked := b.find(fmt.Sprintf(`const e = labelled(%s); const o = [...e.options].find((o) => o.text.includes(%s)); if (!o) return false;
e.value = o.value; e.dispatchEvent(new Event("change", {bubbles: true})); return true;`, quoted(label), quoted(option)))
	require.True(b.t, evaluated[bool](b, picked), "%s: %s", label, option)
}

// Attach gives a file to the field of a form by its CSS selector.
func (b *Browser) Attach(selector string, files ...string) {
	b.t.Helper()
	_, err := act(b, chromedp.SetUploadFiles(chromedp.CSS(selector), files))
	require.NoError(b.t, err)
}

// Keys presses keys, wherever the focus is. A page that still loads does not hear them yet: its words are seen before its scripts have run.
func (b *Browser) Keys(keys string) {
	b.t.Helper()
	require.True(b.t, b.wait(`(() => { `+notesLeaving+`return `+settled+`; })()`), "the page does not finish loading")
	_, err := act(b, chromedp.KeyEvent(keys))
	require.NoError(b.t, err)
	b.settle()
}

// Fetch reads an address as the page would: a file that it offers.
func (b *Browser) Fetch(path string) (status int, content []byte) {
	b.t.Helper()
	answer := evaluated[struct {
		Status int    `json:"status"`
		Bytes  []byte `json:"bytes"`
	}](b, fmt.Sprintf(`fetch(%s).then(async (r) => {
  let text = "";
  for (const one of new Uint8Array(await r.arrayBuffer())) text += String.fromCharCode(one);
  return {status: r.status, bytes: btoa(text)};
})`, quoted(path)))
	return answer.Status, answer.Bytes
}

// Listens waits until the page hears what changes.
func (b *Browser) Listens() {
	b.t.Helper()
	require.True(b.t, b.wait(`document.documentElement.dataset.stream === "open"`), "the page does not listen")
}

// ValueOf is what an expression of the page is, as a text.
func (b *Browser) ValueOf(expression string) string {
	b.t.Helper()
	return evaluated[string](b, expression)
}

// Number is what an expression of the page is, as a number.
func (b *Browser) Number(expression string) float64 {
	b.t.Helper()
	return evaluated[float64](b, expression)
}

// Until waits until an expression of the page is true.
func (b *Browser) Until(expression, means string) {
	b.t.Helper()
	require.True(b.t, b.wait(expression), "%s at %s", means, b.At())
}

// Value is what stands in a field, by its label.
func (b *Browser) Value(label string) string {
	b.t.Helper()
	b.waitLabelled(label)
	return evaluated[string](b, b.find(fmt.Sprintf(`return labelled(%s).value;`, quoted(label))))
}

// Hidden is a value that a form bears and nobody sees, by its name.
func (b *Browser) Hidden(name string) string {
	b.t.Helper()
	return evaluated[string](b, fmt.Sprintf(`document.querySelector('main input[name=' + %s + ']').value`, quoted(name)))
}

// Ticked reports whether a box or a radio button is chosen, by its label.
func (b *Browser) Ticked(label string) bool {
	b.t.Helper()
	b.waitLabelled(label)
	return evaluated[bool](b, b.find(fmt.Sprintf(`return labelled(%s).checked;`, quoted(label))))
}

// Links are where links lead, of a CSS selector.
func (b *Browser) Links(selector string) []string {
	b.t.Helper()
	return evaluated[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%s)].map((e) => e.getAttribute("href"))`, quoted(selector)))
}

// Still has the page stay as it is, and waits until it is drawn.
func (b *Browser) Still() {
	b.t.Helper()
	b.settle()
	evaluated[bool](b, `document.fonts.ready.then(() => true)`)
}

// Click presses what a CSS selector finds first, and waits until the page that comes of it is there.
func (b *Browser) Click(selector string) {
	b.t.Helper()
	require.True(b.t, b.wait(fmt.Sprintf(`Boolean(document.querySelector(%s))`, quoted(selector))), "%s at %s", selector, b.At())
	evaluated[bool](b, fmt.Sprintf(`(() => { document.querySelector(%s).click(); return true; })()`, quoted(selector)))
	b.settle()
}
