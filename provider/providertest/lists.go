package providertest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/provider"
)

// runLists checks the promises of the list of what was issued (I11), and of the forms that buyers begin (V8).
func runLists(t *testing.T, account Account, newClient func(t *testing.T) provider.Client) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, reversing){
		"I11 what was issued is listed once, with its serial, number and amounts": listedOnce,
		"I11 what was reversed is listed, with what it takes from which invoice":  redListed,
		"I11 a void is listed": voidListed,
		"V9 what others do at the bureau is listed under a serial of its own": elsewhereListed,
		"V8 a form that the buyer began is listed, and confirmed":             buyersFormConfirmed,
		"V8 a form that the buyer began is denied, and the invoice stays":     buyersFormDenied,
		"an unknown form is neither confirmed nor denied":                     unknownForm,
		"a list ends with its context":                                        listCancelled,
	} {
		t.Run(name, func(t *testing.T) { check(t, reversing{newClient(t), account}) })
	}
}

// listed reads what was done lately to one document.
func (r reversing) listed(t *testing.T, since time.Time, key provider.Key) []invoice.Listed {
	t.Helper()
	return r.pages(t, invoice.ListOrder{From: since, To: time.Now().Add(time.Minute), Number: key.Number, Serial: key.Serial})
}

// pages reads every page of a list.
func (r reversing) pages(t *testing.T, order invoice.ListOrder) (all []invoice.Listed) {
	t.Helper()
	for {
		page, err := r.List(t.Context(), order)
		require.NoError(t, err)
		all = append(all, page.Items...)
		if page.Next == "" {
			return all
		}
		require.NotEqual(t, order.After, page.Next, "pages come to an end")
		order.After = page.Next
	}
}

// of lists the entries of one kind.
func of(kind invoice.ListedKind, listed []invoice.Listed) (found []invoice.Listed) {
	for _, entry := range listed {
		if entry.Kind == kind {
			found = append(found, entry)
		}
	}
	return found
}

func listedOnce(t *testing.T, client reversing) {
	since := time.Now().Add(-time.Minute)
	keys := map[invoice.Serial]provider.Key{}
	document := invoice.Document{}
	order := invoice.ListOrder{From: since, To: time.Now().Add(time.Minute)}
	for range 3 {
		document = Document(NewSerial(), client.Seller)
		keys[document.Serial] = client.issue(t, document)
		order.Serials = append(order.Serials, document.Serial)
	}
	counted := map[invoice.Serial]int{}
	var last time.Time
	for _, entry := range of(invoice.BlueDocument, client.pages(t, order)) {
		require.False(t, entry.At.Before(last), "oldest first")
		last = entry.At
		if key, ours := keys[entry.Serial]; ours {
			counted[entry.Serial]++
			require.Equal(t, key.Number, entry.Number)
			require.Equal(t, []money.Amount{document.Net, document.Tax, document.Gross}, []money.Amount{entry.Net, entry.Tax, entry.Gross})
			require.Equal(t, time.UTC, entry.At.Location())
			require.False(t, entry.Undone)
		}
	}
	for serial := range keys {
		require.Equal(t, 1, counted[serial])
		require.Len(t, client.listed(t, since, keys[serial]), 1, "a number narrows it")
	}
	require.Empty(t, client.listed(t, time.Now().Add(30*time.Second), keys[document.Serial]), "nothing happened after it")
}

func redListed(t *testing.T, client reversing) {
	since := time.Now().Add(-time.Minute)
	document := Document(NewSerial(), client.Seller)
	key := client.issue(t, document)
	red := PartialReversal(document, key, 1, money.MustParse("212.00"))
	answer := client.reverse(t, red)
	require.Equal(t, provider.Issued, answer.State, answer.Reason)
	found := of(invoice.RedIssuedDocument, client.listed(t, since, key))
	require.Len(t, found, 1)
	require.Equal(t, []any{red.Serial, answer.Number, key.Number, answer.IssuedAt}, []any{found[0].Serial, found[0].Number, found[0].Of, found[0].At})
	require.Equal(t, []money.Amount{red.Net, red.Tax, red.Gross}, []money.Amount{found[0].Net, found[0].Tax, found[0].Gross})
	require.Len(t, found[0].Lines, 1)
	require.Equal(t, red.Lines[0].Gross, found[0].Lines[0].Gross)
	require.False(t, of(invoice.BlueDocument, client.listed(t, since, key))[0].Undone, "something is left of it")
}

func voidListed(t *testing.T, client reversing) {
	since := time.Now().Add(-time.Minute)
	document := Document(NewSerial(), client.Seller)
	document.Medium = invoice.Paper
	if !client.Capabilities().VoidsPaper {
		return
	}
	key := client.issue(t, document)
	require.Equal(t, provider.Voided, client.voided(t, key).State)
	listed := client.listed(t, since, key)
	require.True(t, of(invoice.BlueDocument, listed)[0].Undone)
	found := of(invoice.VoidMade, listed)
	require.Len(t, found, 1)
	require.Equal(t, []string{key.Number, key.Number}, []string{found[0].Number, found[0].Of})
}

// elsewhereListed holds where somebody can play the accountant at the bureau.
func elsewhereListed(t *testing.T, client reversing) {
	if client.RedElsewhere == nil {
		return
	}
	since := time.Now().Add(-time.Minute)
	document := Document(NewSerial(), client.Seller)
	key := client.issue(t, document)
	client.RedElsewhere(t, key.Number)
	found := of(invoice.RedIssuedDocument, client.listed(t, since, key))
	require.Len(t, found, 1)
	require.Equal(t, document.Gross.Neg(), found[0].Gross)
	require.Regexp(t, `^[0-9]{20}$`, found[0].Number)
	asked, err := client.QueryRed(t.Context(), found[0].Serial)
	require.NoError(t, err)
	require.Equal(t, provider.Answer{
		State: provider.Issued, Number: found[0].Number, IssuedAt: found[0].At, Form: string(found[0].Serial),
	}, asked, "it is known by its serial, which is its form's number")
}

// begun is a form that the buyer of a new invoice began.
func (r reversing) begun(t *testing.T) (key provider.Key, form invoice.Listed) {
	t.Helper()
	since := time.Now().Add(-time.Minute)
	key = r.issue(t, Document(NewSerial(), r.Seller))
	r.BuyerBegins(t, key.Number)
	found := of(invoice.BuyersForm, r.listed(t, since, key))
	require.Len(t, found, 1)
	require.Equal(t, key.Number, found[0].Of)
	require.WithinRange(t, found[0].LapsesAt, time.Now(), time.Now().Add(73*time.Hour))
	asked, err := r.QueryRed(t.Context(), found[0].Serial)
	require.NoError(t, err)
	require.Equal(t, provider.AwaitsSeller, asked.State)
	r.used(t, key, invoice.Usage{Locked: true})
	return key, found[0]
}

func buyersFormConfirmed(t *testing.T, client reversing) {
	if client.BuyerBegins == nil || !client.Capabilities().AnswersForms {
		return
	}
	key, form := client.begun(t)
	for range 2 {
		answer, err := client.ConfirmRed(t.Context(), form.Serial)
		require.NoError(t, err)
		require.Contains(t, []provider.State{provider.Pending, provider.Issued}, answer.State)
	}
	answer := RedDecided(t, client, form.Serial)
	require.Equal(t, provider.Issued, answer.State)
	client.used(t, key, invoice.Usage{FullyRed: true})
	denied, err := client.DenyRed(t.Context(), form.Serial)
	require.NoError(t, err)
	require.Equal(t, answer, denied, "it is too late to deny it")
}

func buyersFormDenied(t *testing.T, client reversing) {
	if client.BuyerBegins == nil || !client.Capabilities().AnswersForms {
		return
	}
	key, form := client.begun(t)
	for range 2 {
		require.Equal(t, provider.Declined, turned(t, client.DenyRed, form.Serial).State)
	}
	client.used(t, key, invoice.Usage{})
	require.Empty(t, of(invoice.BuyersForm, client.listed(t, time.Now().Add(-time.Minute), key)), "it waits no more")
}

func unknownForm(t *testing.T, client reversing) {
	if !client.Capabilities().AnswersForms {
		return
	}
	for _, word := range []func(context.Context, invoice.Serial) (provider.Answer, error){client.ConfirmRed, client.DenyRed} {
		answer, err := word(t.Context(), NewSerial())
		require.NoError(t, err)
		require.Equal(t, provider.Answer{State: provider.NotFound}, answer)
	}
}

func listCancelled(t *testing.T, client reversing) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.List(ctx, invoice.ListOrder{From: time.Now().Add(-time.Hour), To: time.Now()})
	require.ErrorIs(t, err, context.Canceled)
	if !client.Capabilities().AnswersForms {
		return
	}
	_, err = client.ConfirmRed(ctx, NewSerial())
	require.ErrorIs(t, err, context.Canceled)
	_, err = client.DenyRed(ctx, NewSerial())
	require.ErrorIs(t, err, context.Canceled)
}
