package secondperson_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/refusal"
	"kaipiao/domain/secondperson"
)

// O1: who comes first needs the one permission, who confirms needs the other one, and nobody is both.
func TestO1WhoProposesNeverConfirms(t *testing.T) {
	zhao, qian := actor.Actor{Kind: actor.Finance, Name: "zhao"}, actor.Actor{Kind: actor.Finance, Name: "qian"}
	proposed := &secondperson.Proposal{By: zhao}
	for name, c := range map[string]struct {
		proposal *secondperson.Proposal
		by       secondperson.Clerk
		expected refusal.Code
	}{
		"the first":                           {nil, secondperson.Trusted(zhao), ""},
		"the first, who may not confirm":      {nil, secondperson.Lacking(zhao, "", "large_approver"), ""},
		"the first, who may only confirm":     {nil, secondperson.Lacking(zhao, "reviewer", ""), refusal.NeedsPermission},
		"the second":                          {proposed, secondperson.Trusted(qian), ""},
		"the second, who may only confirm":    {proposed, secondperson.Lacking(qian, "reviewer", ""), ""},
		"the second, who may not confirm":     {proposed, secondperson.Lacking(qian, "", "large_approver"), refusal.NeedsPermission},
		"the first again":                     {proposed, secondperson.Trusted(zhao), refusal.NeedsSecondPerson},
		"the first again, who lacks it, too":  {proposed, secondperson.Lacking(zhao, "", "large_approver"), refusal.NeedsSecondPerson},
		"the same name of another kind of us": {proposed, secondperson.Trusted(actor.Actor{Kind: actor.Service, Name: "zhao"}), ""},
	} {
		err := c.proposal.Check(c.by)
		if c.expected == "" {
			require.NoError(t, err, name)
			continue
		}
		var refused *refusal.Refusal
		require.ErrorAs(t, err, &refused, name)
		require.Equal(t, c.expected, refused.Code, name)
	}
}
