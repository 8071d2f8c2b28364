package bill

import (
	"maps"
	"slices"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
)

// Import is one file that was handed in: one unit, of which everything is booked or nothing (F7).
type Import struct {
	ID     ids.Import
	Status Status
	Terms  Terms
	// File is the key under which the file is kept as it came, SHA256 and Size are what it is known by.
	File   string
	SHA256 string
	Size   int64
	By     actor.Actor
	// Progress is how far it has come.
	Progress   Progress
	Report     Report
	ReceivedAt time.Time
	EndedAt    *time.Time
}

// Status is how far an import has come.
type Status string

// The states, in their order. The last two are its ends.
const (
	// Received: the file is kept. Reading: every row is read and judged, and nothing is booked yet.
	Received Status = "received"
	Reading  Status = "reading"
	// Booking: the whole file was judged good, and is booked page by page.
	Booking Status = "booking"
	Booked  Status = "booked"
	// Refused: something in the file is wrong, and nothing of it was booked.
	Refused Status = "refused"
)

// Statuses are all of them.
func Statuses() []Status { return []Status{Received, Reading, Booking, Booked, Refused} }

// Ended reports whether nothing happens any more.
func (s Status) Ended() bool { return s == Booked || s == Refused }

// Progress is how far an import has come.
type Progress struct {
	// Rows are read so far, ReadBytes of the file's Size.
	Rows      int   `json:"rows"`
	ReadBytes int64 `json:"read_bytes"`
	// Items are to be booked, Booked are.
	Items  int `json:"items"`
	Booked int `json:"booked"`
}

// Report says what became of a file.
type Report struct {
	// Version is what its columns say it is, File how it was written.
	Version string `json:"version"`
	File    string `json:"file"`
	// Rows were read, Bad of them cannot be used, Repeated stand in a table twice.
	Rows     int `json:"rows"`
	Bad      int `json:"bad"`
	Repeated int `json:"repeated"`
	// Groups are what a bill's rows were added up to; Items are the consumptions that come of it, Known of them were recorded before.
	Groups      int `json:"groups"`
	Items       int `json:"items"`
	Known       int `json:"known"`
	Accounts    int `json:"accounts"`
	NewAccounts int `json:"new_accounts"`
	// Cash is what was paid in cash, by seller.
	Cash   map[ids.Seller]money.Amount `json:"cash"`
	Coupon money.Amount                `json:"coupon"`
	// Notes are how many things are to be said, by kind.
	Notes map[NoteKind]int `json:"notes"`
	// Why says why the file as a whole cannot be read; empty where it can.
	Why string `json:"why,omitempty"`
}

// Refuses reports whether nothing of the file may be booked.
func (r Report) Refuses(terms Terms) bool { return r.Why != "" || (r.Bad > 0 && !terms.SkipBad) }

// Add counts an item in.
func (r *Report) Add(item Item) {
	if r.Cash == nil {
		r.Cash = map[ids.Seller]money.Amount{}
	}
	c := item.Consumption
	r.Items++
	r.Cash[c.Seller] = r.Cash[c.Seller].Add(c.Cash)
	r.Coupon = r.Coupon.Add(c.Coupon)
}

// Remark counts a note in.
func (r *Report) Remark(notes ...Note) {
	if r.Notes == nil {
		r.Notes = map[NoteKind]int{}
	}
	for _, note := range notes {
		r.Notes[note.Kind]++
	}
}

// Sellers are those in the report, in order.
func (r Report) Sellers() []ids.Seller { return slices.Sorted(maps.Keys(r.Cash)) }

// Percent is how far the import has come: the file is read in the first half, and booked in the second.
func (i Import) Percent() int {
	switch {
	case i.Status.Ended():
		return 100
	case i.Status == Booking:
		return 50 + min(49, 50*i.Progress.Booked/max(1, i.Progress.Items))
	default:
		return int(min(49, 50*i.Progress.ReadBytes/max(1, i.Size)))
	}
}
