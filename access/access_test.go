package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/domain/actor"
	"kaipiao/domain/application"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/seller"
	"kaipiao/domain/task"
	"kaipiao/domain/ticket"
)

var (
	customer = access.Identity{Subject: "wang", Role: access.Customer, Account: "acct"}
	vendor   = access.Identity{Subject: "isv", Role: access.Vendor, Vendor: "isv-1"}
	finance  = access.Identity{Subject: "zhao", Role: access.Finance}
	auditor  = access.Identity{Subject: "sun", Role: access.Auditor}
	invoices = access.Object{What: "invoice", Account: "acct", Seller: "isv-1"}
)

// O1: by the role first, and then by whose it is; somebody else's is as if it were not there.
func TestO1WhoMayDoWhatToWhichObject(t *testing.T) {
	for _, c := range []struct {
		name    string
		who     access.Identity
		do      access.Action
		on      access.Object
		role    bool
		refused refusal.Code
	}{
		{name: "its own", who: customer, do: access.ReadInvoice, on: invoices},
		{name: "another account's", who: customer, do: access.ReadInvoice, on: access.Object{What: "invoice", Account: "other"}, refused: refusal.NotFound},
		{name: "a vendor's own", who: vendor, do: access.ShipInvoice, on: invoices},
		{
			name: "another vendor's", who: vendor, do: access.ShipInvoice,
			on: access.Object{What: "invoice", Account: "acct", Seller: "isv-2"}, refused: refusal.NotFound,
		},
		{name: "finance sees all", who: finance, do: access.ReadInvoice, on: invoices},
		{name: "not the role's", who: customer, do: access.ShipInvoice, on: invoices, role: true},
		{name: "an auditor changes nothing", who: auditor, do: access.CancelApplication, on: invoices, role: true},
		{name: "through Temporal: any account's", who: access.ThroughTemporal("order"), do: access.RedIssue, on: invoices},
		{name: "through Temporal: not all that a service does", who: access.ThroughTemporal("order"), do: access.PutAccount, role: true},
		{name: "through Temporal: nothing of finance's", who: access.ThroughTemporal("finance:cfo"), do: access.ApproveApplication, role: true},
		{name: "a service over HTTP red-issues nothing", who: access.Identity{Subject: "billing", Role: access.Service}, do: access.RedIssue, role: true},
		{name: "a list", who: vendor, do: access.ListInvoices},
		{name: "nobody", do: access.ReadPolicy, role: true},
		{name: "what there is not", who: finance, do: "invoice.eat", role: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := access.May(c.who, c.do, c.on)
			var refused *refusal.Refusal
			switch {
			case c.role:
				require.ErrorIs(t, err, access.ErrRole)
			case c.refused != "":
				require.ErrorAs(t, err, &refused)
				require.Equal(t, c.refused, refused.Code)
			default:
				require.NoError(t, err)
			}
		})
	}
}

// A13: a master does for a member what is the member's to invoice, and nothing else; for nobody else; and no other role does anything for a member.
func TestA13WhoActsForAMember(t *testing.T) {
	acting := customer
	acting.ActsFor = "member"
	of := access.Object{What: "invoice", Account: "member"}
	for do, may := range map[access.Action]bool{
		access.ReadBalance: true, access.Submit: true, access.CancelApplication: true, access.RedIssue: true, access.OpenTicket: true,
		access.CheckTitle: true, access.PlanOffset: true, access.SumOwnApplications: true, access.SumOwnInvoices: true, access.SumTickets: true,
		access.SaveTitle: false, access.PutStandingOrder: false, access.ReadExport: false, access.ListMembers: false,
	} {
		require.Equal(t, may, access.May(acting, do, of) == nil, do)
		require.Equal(t, may, customer.MightActFor(do, "member"), do)
		require.Error(t, access.May(customer, do, of), do)
		require.Error(t, access.May(acting, do, access.Object{What: "invoice", Account: "another"}), do)
		require.NoError(t, access.May(acting, do, access.Object{What: "invoice", Account: "acct"}), "its own: %s", do)
	}
	require.False(t, customer.MightActFor(access.ReadBalance, "acct"), "its own")
	require.False(t, customer.MightActFor(access.ReadBalance, ""))
	require.False(t, vendor.MightActFor(access.ReadInvoice, "member"))
	require.Error(t, access.May(acting, access.ApproveApplication, of))
}

// Whoever is let through the door is somebody of whom the tables of the lives have heard: no role has a button that can never be
// pressed.
func TestO1TheDoorAndTheLivesKnowTheSamePeople(t *testing.T) {
	known := map[access.Action][]actor.Kind{}
	add := func(subject string, actions []life.Deed, kinds func(life.Action) []actor.Kind) {
		for _, deed := range actions {
			known[access.ActionOf(subject, deed.Name)] = kinds(deed.Name)
		}
	}
	add(kindsOf(application.Life))
	add(kindsOf(invoice.Life))
	add(kindsOf(reversal.Life))
	add(kindsOf(ticket.Life))
	add(kindsOf(task.Life))
	add(kindsOf(seller.Life))
	met := 0
	for _, do := range access.Actions() {
		kinds, moves := known[do]
		if !moves {
			continue
		}
		met++
		for _, role := range access.RolesOf(do) {
			require.Contains(t, kinds, actor.Kind(role), "%s may make the call %s, and the table refuses it in every state", role, do)
		}
	}
	require.Greater(t, met, 20)
}

func kindsOf[S ~string](table life.Table[S]) (string, []life.Deed, func(life.Action) []actor.Kind) {
	return table.Subject, table.Actions, func(do life.Action) (kinds []actor.Kind) {
		for _, row := range table.Moves {
			if row.Action == do && row.Why == "" {
				kinds = append(kinds, row.By...)
			}
		}
		return kinds
	}
}

func TestEveryActionHasItsNameAndRoles(t *testing.T) {
	for _, do := range access.Actions() {
		require.Regexp(t, `^[a-z_]+\.[a-z_]+$`, string(do))
		require.NotEmpty(t, access.RolesOf(do), do)
		read := strings.Contains(string(do), ".read") || strings.Contains(string(do), ".list")
		require.True(t, read || !slices.Contains(access.RolesOf(do), access.Auditor) || slices.Contains([]access.Action{
			access.ReadBalance, access.ListRecords, access.ReviewApplication, access.ReadDue, access.ReadPolicy,
			access.RequestExport, // it asks for a file
		}, do), "an auditor changes nothing: %s", do)
	}
}

func TestAnIdentityThatCannotBeMeant(t *testing.T) {
	require.NoError(t, customer.Check())
	require.Equal(t, actor.Actor{Kind: actor.Customer, Name: "wang"}, customer.Actor())
	for _, who := range []access.Identity{
		{},
		{Subject: "x", Role: "root"},
		{Subject: "x", Role: access.Customer},
		{Role: access.Finance},
		{Subject: "x", Role: access.Service, Account: "a"},
		{Subject: "x", Role: access.Vendor, Vendor: invoice.Platform},
	} {
		require.Error(t, who.Check(), who)
	}
}

// O7, P14: who came through Temporal is of its own kind, whatever it says.
func TestO7WhoCameThroughTemporalIsAMessage(t *testing.T) {
	require.Equal(t, actor.FromMessage("finance:cfo"), access.ThroughTemporal("finance:cfo").Actor())
}

// S9: a subject stands in timelines and trails: it is one line that people can read.
func TestS9ASubjectIsALineThatPeopleCanRead(t *testing.T) {
	for _, subject := range []string{"zhao", "赵敏", "service-account/billing@cloud", "auth0|5f7c8ec7c33c6c004bbafe82"} {
		require.NoError(t, access.Identity{Subject: subject, Role: access.Finance}.Check(), subject)
	}
	for _, subject := range []string{"", " ", "zh\x00ao", "zhao\nadmin", "zhao\u202eoahz", "zhao ", strings.Repeat("a", 201), "\xff"} {
		require.Error(t, access.Identity{Subject: subject, Role: access.Finance}.Check(), "%q", subject)
	}
}
