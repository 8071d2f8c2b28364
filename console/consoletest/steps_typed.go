package consoletest

import "net/url"

// Typed is what somebody had typed on a page when its session ended, and where it had sent it.
type Typed struct {
	Page, Target string
	Fields       url.Values
}

// Keeps has the door keep what somebody had typed, and offer it on its page.
func (w *World) Keeps(person string, typed Typed) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.kept[person] = typed
}
