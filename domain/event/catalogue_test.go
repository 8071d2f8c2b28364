package event_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/event"
)

// Everything in the catalogue is there once, and says all that there is to say.
func TestEveryEntryOfTheCatalogueIsWhole(t *testing.T) {
	names, types := map[event.Name]bool{}, map[string]bool{}
	for _, entry := range event.Catalogue() {
		require.False(t, names[entry.Name], "%s is there twice", entry.Name)
		names[entry.Name] = true
		require.NotEmpty(t, entry.Types, "%s: subscribed systems are told every event (O3)", entry.Name)
		for about, kind := range entry.Types {
			require.False(t, types[kind], "%s is a type twice", kind)
			types[kind] = true
			require.Equal(t, string(about)+"."+strings.TrimPrefix(string(entry.Name), "ticket_"), kind, "a type says what happened to what")
			require.Equal(t, kind, entry.Name.Type(about))
		}
		require.NotEmpty(t, entry.English, entry.Name)
		require.NotEmpty(t, entry.When, entry.Name)
		require.NotContains(t, entry.English+entry.Chinese+entry.When, "|", "it stands in a table")
		require.True(t, strings.ContainsFunc(entry.Chinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }), entry.Name)
		english, chinese := entry.Name.Labels()
		require.Equal(t, []string{entry.English, entry.Chinese}, []string{english, chinese})
		found, known := event.Find(entry.Name)
		require.True(t, known)
		require.Equal(t, entry, found)
	}
	require.Greater(t, len(names), 50)
}

func TestAnEventOutsideTheCatalogueIsRefused(t *testing.T) {
	for _, wrong := range []event.Event{
		{Application: "a1"},
		{What: "gossip", Application: "a1"},
		{What: "Issued", Application: "a1", Invoice: "a1-1"},
		{What: event.Issued, Application: "a1"},
		{What: event.Submitted, Application: "a1", Invoice: "a1-1"},
		{What: event.Cancelled, Application: "a1", Invoice: "a1-1", Ticket: "t1"},
		{What: event.TicketDone, Application: "a1", Invoice: "a1-1"},
	} {
		require.ErrorContains(t, wrong.Check(), string(wrong.What))
	}
	for _, right := range []event.Event{
		{What: event.Issued, Application: "a1", Invoice: "a1-1"},
		{What: event.Cancelled, Application: "a1"},
		{What: event.Cancelled, Application: "a1", Invoice: "a1-1"},
		{What: event.TicketDone, Application: "a1", Invoice: "a1-1", Ticket: "t1"},
		{What: event.PromiseMissed, Ticket: "t1"},
	} {
		require.NoError(t, right.Check())
	}
}

// What a newer process stored is shown by its name until this one is new as well.
func TestAnEventOfTomorrowIsShownByItsName(t *testing.T) {
	english, chinese := event.Name("folded").Labels()
	require.Equal(t, []string{"folded", "folded"}, []string{english, chinese})
	require.Equal(t, "invoice.folded", event.Name("folded").Type(event.Invoice))
}
