package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/money"
	"kaipiao/e2e/chaos/check"
	"kaipiao/e2e/chaos/drive"
)

// sound is a small world in which everything is as it should be: an e-invoice that was red-issued, and a paper that was delivered.
func sound() (check.Snapshot, []drive.Account) {
	blue := "100"
	s := check.Snapshot{
		Applications: []check.Application{{ID: "a", Account: "x", Status: "approved"}, {ID: "b", Account: "x", Status: "approved"}},
		Invoices: []check.Invoice{
			{
				ID: "a-1", Application: "a", Account: "x", Medium: "electronic", Status: "red_issued", Serial: "S1", Number: "100",
				Amount: yuan("60.00"), Files: 3,
			},
			{
				ID: "b-1", Application: "b", Account: "x", Medium: "paper", Status: "delivered", Serial: "S2", Number: "101", Amount: yuan("40.00"),
				Tracking: "T",
			},
		},
		Serials: []check.Serial{{Serial: "S1", Invoice: "a-1", Generation: 1}, {Serial: "S2", Invoice: "b-1", Generation: 1}},
		Reversals: []check.Reversal{
			{
				ID: "r", Invoice: "a-1", Account: "x", Medium: "electronic", Kind: "red", Status: "done", Serial: "R1", Number: "102",
				Gross: yuan("60.00"), Files: 3,
			},
		},
		Books:      []check.Books{{Account: "x", Cash: yuan("100.00"), Free: yuan("60.00"), Invoiced: yuan("40.00")}},
		Events:     []int64{7},
		Owed:       []check.OwedMail{{Event: 5, About: "approved", Account: "x"}},
		Deliveries: []check.Delivery{{Event: 7, Status: "delivered"}},
		Issued: []check.Document{
			{Serial: "S1", Number: "100", Amount: yuan("60.00")},
			{Serial: "S2", Number: "101", Amount: yuan("40.00")},
			{Serial: "R1", Number: "102", Amount: yuan("-60.00"), RedOf: &blue},
		},
		Parcels: []check.Parcel{
			{Reference: "b-1", TrackingNumber: "T0", Company: "C", Status: "ordered"}, {Reference: "b-1-2", TrackingNumber: "T", Company: "C", Status: "signed"},
		},
		Told: []check.Told{{Path: "/hook", Headers: map[string]string{"webhook-id": "7"}}},
	}
	for _, id := range []string{"a-1.issued", "b-1.issued", "b-1.shipped.T", "b-1.delivered", "r.reversed.0", "event.5.approved"} {
		s.Mails = append(s.Mails, check.Mail{MessageID: id + "@kaipiao"})
	}
	return s, []drive.Account{{ID: "x", Consumed: yuan("100.00"), Applications: map[string]bool{"a": false, "b": false}}}
}

func yuan(text string) money.Amount { return money.MustParse(text) }

// findings counts what each check finds, by the check's name.
func findings(s check.Snapshot, accounts []drive.Account) map[string][]string {
	found := map[string][]string{}
	ended, _ := check.Ended(s)
	for name, r := range map[string]check.Result{
		"once": check.Once(s), "known": check.Known(s), "issued": check.Issued(s), "money": check.Money(s, accounts),
		"accepted": check.Accepted(s, accounts, nil), "ended": ended, "mailed": check.Mailed(s), "hooked": check.Hooked(s, "/hook"),
		"sent": check.Sent(s, "C"),
	} {
		if len(r.Findings) > 0 {
			found[name] = r.Findings
		}
	}
	return found
}

func TestASoundWorldHasNoFindings(t *testing.T) {
	require.Empty(t, findings(sound()))
}

// Each thing that may go wrong is found by the check that is for it.
func TestEveryCheckFindsWhatItIsFor(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(*check.Snapshot, *drive.Account)
		by     []string
	}{
		"a paper that was sent twice": {func(s *check.Snapshot, _ *drive.Account) { s.Parcels[0].Status = "signed" }, []string{"sent"}},
		"a tracking number of nobody": {func(s *check.Snapshot, _ *drive.Account) { s.Parcels = s.Parcels[:1] }, []string{"sent"}},
		"a parcel of another":         {func(s *check.Snapshot, _ *drive.Account) { s.Parcels[1].Reference = "a-1" }, []string{"sent"}},
		"a parcel at another courier": {func(s *check.Snapshot, _ *drive.Account) { s.Parcels[0].Company = "D" }, []string{"sent"}},
		"a serial with two documents": {func(s *check.Snapshot, _ *drive.Account) {
			s.Issued = append(s.Issued, check.Document{Serial: "S1", Number: "103", Amount: yuan("60.00")})
		}, []string{"once", "known"}},
		"two generations of one invoice issued": {func(s *check.Snapshot, _ *drive.Account) {
			s.Serials = append(s.Serials, check.Serial{Serial: "S1b", Invoice: "a-1", Generation: 2})
			s.Issued = append(s.Issued, check.Document{Serial: "S1b", Number: "103", Amount: yuan("60.00")})
			s.Mails = append(s.Mails, check.Mail{MessageID: "a-1.failed.S1@kaipiao"})
		}, []string{"once", "known"}},
		"a document that nobody booked": {func(s *check.Snapshot, _ *drive.Account) {
			s.Invoices[1].Number, s.Invoices[1].Status = "", "approved"
			s.Mails = s.Mails[:0]
			for _, id := range []string{"a-1.issued", "r.reversed.0", "event.5.approved"} {
				s.Mails = append(s.Mails, check.Mail{MessageID: id + "@kaipiao"})
			}
		}, []string{"known", "money", "ended"}},
		"a number that the provider has not given": {func(s *check.Snapshot, _ *drive.Account) { s.Issued = s.Issued[:2] }, []string{"issued", "money"}},
		"another amount":              {func(s *check.Snapshot, _ *drive.Account) { s.Issued[1].Amount = yuan("40.01") }, []string{"known", "money"}},
		"voided at the provider only": {func(s *check.Snapshot, _ *drive.Account) { s.Issued[1].Voided = true }, []string{"known", "money"}},
		"a cent lost":                 {func(s *check.Snapshot, _ *drive.Account) { s.Books[0].Free = yuan("59.99") }, []string{"money"}},
		"consumption lost":            {func(_ *check.Snapshot, a *drive.Account) { a.Consumed = yuan("200.00") }, []string{"money"}},
		"an application lost":         {func(_ *check.Snapshot, a *drive.Account) { a.Applications["c"] = false }, []string{"accepted"}},
		"an application twice": {func(s *check.Snapshot, _ *drive.Account) {
			s.Applications = append(s.Applications, check.Application{ID: "c", Account: "x", Status: "offset"})
		}, []string{"accepted"}},
		"cancelled by nobody": {func(s *check.Snapshot, _ *drive.Account) { s.Applications[0].Status = "cancelled" }, []string{"accepted"}},
		"a pending application without a task": {
			func(s *check.Snapshot, _ *drive.Account) { s.Applications[0].Status = "pending_approval" },
			[]string{"ended"},
		},
		"a missing file":        {func(s *check.Snapshot, _ *drive.Account) { s.Invoices[0].Files = 2 }, []string{"ended"}},
		"an open reversal":      {func(s *check.Snapshot, _ *drive.Account) { s.Reversals[0].Status = "requested" }, []string{"known", "ended"}},
		"an open ticket":        {func(s *check.Snapshot, _ *drive.Account) { s.Tickets = []check.Ticket{{ID: "t", Status: "open"}} }, []string{"ended"}},
		"a message not sent":    {func(s *check.Snapshot, _ *drive.Account) { s.Outbox = []check.Message{{ID: 1}} }, []string{"ended"}},
		"a run without its row": {func(s *check.Snapshot, _ *drive.Account) { s.Running = []string{"invoice/zzz"} }, []string{"ended"}},
		"parked, and done": {func(s *check.Snapshot, _ *drive.Account) {
			s.Parked = []check.Parked{{Workflow: "invoice/a-1", Seller: "platform", Cause: "provider"}}
		}, []string{"ended"}},
		"no mail":               {func(s *check.Snapshot, _ *drive.Account) { s.Mails = s.Mails[1:] }, []string{"mailed"}},
		"no webhook":            {func(s *check.Snapshot, _ *drive.Account) { s.Told = nil }, []string{"hooked"}},
		"a webhook owed":        {func(s *check.Snapshot, _ *drive.Account) { s.Deliveries[0].Status = "waiting" }, []string{"hooked"}},
		"an event owed to none": {func(s *check.Snapshot, _ *drive.Account) { s.Events = append(s.Events, 8) }, []string{"hooked"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, accounts := sound()
			c.breaks(&s, &accounts[0])
			found := findings(s, accounts)
			for _, by := range c.by {
				require.NotEmpty(t, found[by], "%v", found)
			}
			require.Len(t, found, len(c.by), "%v", found)
		})
	}
}

// What an operator's button cancelled while it was pending was given up (N1); what it cannot reach was not.
func TestAButtonCancelsWhatIsPending(t *testing.T) {
	s, accounts := sound()
	pressed := map[string]bool{"application/" + s.Applications[0].ID: true}
	s.Applications[0].Status = "cancelled"
	require.Empty(t, check.Accepted(s, accounts, pressed).Findings)
	s.Applications[0].Status = "rejected"
	require.Len(t, check.Accepted(s, accounts, pressed).Findings, 1)
}

// Whose mail server may refuse for good need not have been told.
func TestARefusedMailboxIsNotMissed(t *testing.T) {
	s, _ := sound()
	s.Mails = nil
	require.Len(t, check.Mailed(s).Findings, 6)
	for n := range s.Applications {
		s.Applications[n].Email = "refused-x@example.test"
	}
	require.Empty(t, check.Mailed(s).Findings)
}

// What waits with an operator task that says why is parked, and not stranded: by its run, by the run of its application, or by its
// seller's trouble.
func TestWhatHasAnOperatorTaskIsParked(t *testing.T) {
	for _, task := range []check.Task{
		{ID: 1, Kind: "contradiction", Subject: "invoice/a-1"},
		{ID: 1, Kind: "contradiction", Subject: "application/a"},
		{ID: 1, Kind: "quota", Seller: "platform"},
	} {
		s, _ := sound()
		s.Invoices[0].Status, s.Invoices[0].Files = "approved", 0
		s.Parked = []check.Parked{{Workflow: "invoice/a-1", Seller: "platform", Cause: "quota"}}
		s.Tasks = []check.Task{task}
		s.Running = []string{"invoice/a-1"}
		r, parked := check.Ended(s)
		require.Empty(t, r.Findings)
		require.Len(t, parked, 1)
		s.Tasks = nil
		r, parked = check.Ended(s)
		require.Len(t, r.Findings, 1)
		require.Empty(t, parked)
	}
}
