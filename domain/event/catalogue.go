package event

import (
	"slices"

	"kaipiao/domain/accounting"
	"kaipiao/domain/notice"
)

// Name is what an event is called in the database, in timelines and in messages to subscribed systems. It stays as it is.
type Name string

// Entry is what the catalogue says of an event.
type Entry struct {
	Name Name
	// Types are the message types by which subscribed systems are told of it (O3), one for each kind of object that it may be about.
	Types Types
	// TellsDetail: its detail is made of our own words, numbers and dates, and subscribed systems are told it too. Every other detail may
	// hold a name or what somebody typed; subscribers read it over the API, where who reads it is checked.
	TellsDetail bool
	// Books is what accounting books of the document that the event is about, or books again with what follows it (its files, its sheet). Subscribers
	// who ask for it are told that document. The detail of a red document's event names it.
	Books accounting.Event
	// Mails are the notices of which the customer may be sent one because of it. The workflows send them.
	Mails []notice.About
	// Owes is the notice that the register itself owes because of it, by what it is about; no workflow is there to send it.
	Owes Owes
	// English and Chinese are what people read in a timeline.
	English, Chinese string
	// When it happens, for docs/events.md.
	When string
}

// Owes are notices, by what the event is about.
type Owes map[Subject]notice.About

// Types are message types, by what the event is about.
type Types map[Subject]string

var catalogue = slices.Concat(ofApplications, ofInvoices, ofParcels, ofReversals, ofTickets, ofPromises, ofRuns)

var byName = func() map[Name]Entry {
	found := make(map[Name]Entry, len(catalogue))
	for _, entry := range catalogue {
		found[entry.Name] = entry
	}
	return found
}()

// Catalogue lists every event that there is.
func Catalogue() []Entry { return slices.Clone(catalogue) }

// Find looks an event up. One that is not there may have been stored by a newer process.
func Find(name Name) (Entry, bool) {
	entry, known := byName[name]
	return entry, known
}

// Labels are what people read in a timeline; the name itself where the catalogue does not have it.
func (n Name) Labels() (english, chinese string) {
	if entry, known := Find(n); known {
		return entry.English, entry.Chinese
	}
	return string(n), string(n)
}

// Type is the message type by which subscribed systems are told of an event (O3): invoice.issued, ticket.opened.
func (n Name) Type(about Subject) string {
	if entry, known := Find(n); known && entry.Types[about] != "" {
		return entry.Types[about]
	}
	return string(about) + "." + string(n)
}
