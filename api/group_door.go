package api

import (
	"context"
	"errors"
	"regexp"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
)

// groupsKey is under what a call keeps the surface, which looks up groups.
type groupsKey struct{}

// anAccount is what an account's id is made of: what is no id is nobody's, and is not asked for before the call is found to be well-formed.
var anAccount = regexp.MustCompile(idPattern)

// actingFor is a caller, with the right to act for an account where it is that account's master now, and each invoices under its own title (A13).
// Nothing is looked up where no group could make a difference.
func (s *surface) actingFor(ctx context.Context, who access.Identity, do access.Action, account ids.Account) (access.Identity, error) {
	if !who.MightActFor(do, account) || who.ActsFor == account || !anAccount.MatchString(string(account)) {
		return who, nil
	}
	may, err := s.Office.Groups.MayActFor(ctx, who.Account, account, s.Now())
	if may {
		who.ActsFor = account
	}
	return who, err
}

// actFor does the same while a call is made, once it is known whose its object is: what the answer offers is the same caller's.
func actFor(ctx context.Context, do access.Action, account ids.Account) error {
	s, door := ctx.Value(groupsKey{}).(*surface)
	who, called := ctx.Value(identityKey{}).(*access.Identity)
	if !door || !called {
		return nil
	}
	acting, err := s.actingFor(ctx, *who, do, account)
	*who = acting
	return err
}

// masterOf is the master that calls for an account; empty where nobody calls for another account.
func masterOf(ctx context.Context, account ids.Account) ids.Account {
	if who := callerOf(ctx); who.ActsFor != "" && who.ActsFor == account {
		return who.Account
	}
	return ""
}

// onlyOf is the account to whose things a caller is confined that asks for those of an account, or of none: its own, or a member's for which it
// may act. Empty for who is confined to none.
func onlyOf(ctx context.Context, account ids.Account) (ids.Account, error) {
	do, _ := ctx.Value(actionKey{}).(access.Action)
	if err := actFor(ctx, do, account); err != nil {
		return "", err
	}
	if who := callerOf(ctx); masterOf(ctx, account) == "" {
		return who.Account, nil
	}
	return account, nil
}

// ticketsOf is the same for a ticket that is opened: whose it is follows from what it is about.
func (s *surface) ticketsOf(ctx context.Context, body TicketBody) (ids.Account, error) {
	account := body.Account
	if callerOf(ctx).Role != access.Customer {
		return onlyOf(ctx, account)
	}
	var err error
	switch {
	case body.Invoice != "":
		of, found := s.Office.Invoices.Invoice(ctx, body.Invoice)
		account, err = of.Account, found
	case body.Application != "":
		of, found := s.Office.Applications.Application(ctx, body.Application)
		account, err = of.Account, found
	}
	var refused *refusal.Refusal
	if err != nil && !errors.As(err, &refused) { // what is not there is refused where the ticket is opened
		return "", err
	}
	return onlyOf(ctx, account)
}
