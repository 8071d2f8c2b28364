package live

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"kaipiao/console/page"
)

// Pauses of a stream: two of its messages are at least a second apart, and after twenty silent ones a comment says that it is alive.
const (
	apart  = time.Second
	silent = 20 * time.Second
	// longest is how long one stream lasts; the browser opens another one, with the session as it is then.
	longest = 10 * time.Minute
)

// Room streams what changes for a visitor, as server-sent events. Each names what it is about, by ids.
func (h *Hub) Room(v *page.Visit) error {
	mine, err := h.join(v.R.Context(), v.Who)
	if err != nil {
		return err
	}
	if mine == nil {
		v.W.Header().Set("Retry-After", "60")
		v.W.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	defer h.leave(mine)
	v.W.Header().Set("Content-Type", "text/event-stream")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.Header().Set("X-Accel-Buffering", "no")
	control := http.NewResponseController(v.W)
	say := func(text string) bool {
		_, err := fmt.Fprint(v.W, text)
		return err == nil && control.Flush() == nil
	}
	if !say("retry: 3000\n\n: listening\n\n") {
		return nil
	}
	ended := time.NewTimer(longest)
	defer ended.Stop()
	for {
		select {
		case <-v.R.Context().Done():
			return nil
		case <-ended.C:
			return nil
		case <-time.After(silent):
			if !say(": still here\n\n") {
				return nil
			}
		case news := <-mine.news:
			if !say("event: changed\ndata: " + strings.Join(strings.Fields(news+" "+mine.more()), " ") + "\n\n") {
				return nil
			}
			select {
			case <-time.After(apart):
			case <-v.R.Context().Done():
				return nil
			}
		}
	}
}

// more is what else has been heard meanwhile.
func (s *stream) more() string {
	var all []string
	for {
		select {
		case news := <-s.news:
			all = append(all, news)
		default:
			return strings.Join(all, " ")
		}
	}
}
