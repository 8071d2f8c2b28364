package api

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// pace is how fast a caller has to send, in bytes a second, after a time in which it need not; and within what time all of it has to be there.
type pace struct {
	perSecond int64
	grace     time.Duration
	whole     time.Duration
}

var (
	plainBody  = pace{perSecond: 16 << 10, grace: 5 * time.Second, whole: time.Minute}
	fileUpload = pace{perSecond: 16 << 10, grace: 10 * time.Second, whole: formTimeout}
	// A file of consumption is much larger than others.
	importUpload = pace{perSecond: 64 << 10, grace: 10 * time.Second, whole: importTimeout}
)

// paced reads what a caller sends as long as it keeps the pace (S2, S9).
type paced struct {
	body    io.Reader
	control *http.ResponseController
	pace    pace
	begun   time.Time
	read    int64
	ended   bool
}

func newPaced(w http.ResponseWriter, body io.Reader, p pace) *paced {
	return &paced{body: body, control: http.NewResponseController(w), pace: p, begun: time.Now()}
}

// Read reads, and fails when the caller is too slow.
func (p *paced) Read(into []byte) (int, error) {
	allowed := min(p.pace.grace+time.Duration(p.read/p.pace.perSecond)*time.Second, p.pace.whole)
	_ = p.control.SetReadDeadline(p.begun.Add(allowed)) // a transport without deadlines has its own
	n, err := p.body.Read(into)
	p.read += int64(n)
	p.ended = p.ended || errors.Is(err, io.EOF)
	return n, err
}

// afterForm is how much may follow behind what was read: the end of a form.
const afterForm = 4 << 10

// done lets the call take its time, now that all of it is there. While a deadline is set the server gives up a call when it passes.
func (p *paced) done() {
	if !p.ended {
		_, _ = io.CopyN(io.Discard, p, afterForm)
	}
	if p.ended {
		_ = p.control.SetReadDeadline(time.Time{})
	}
}
