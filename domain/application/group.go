package application

import (
	"kaipiao/domain/group"
	"kaipiao/domain/refusal"
)

// CanBelong says why an account cannot be the member of a master, as far as the two themselves go (A13); nil where it can.
func CanBelong(member, master Account) *refusal.Refusal {
	if member.ID == master.ID {
		return refusal.New(refusal.MasterOfItself, "account")
	}
	for _, one := range []Account{member, master} {
		if refused := one.cannotBeGrouped(); refused != nil {
			if one.ID == master.ID {
				refused.Field = "account"
			}
			return refused
		}
	}
	return nil
}

// cannotBeGrouped says why an account belongs to no group; nil where it may.
func (a Account) cannotBeGrouped() *refusal.Refusal {
	switch {
	case !a.Certification.Type.Certified():
		return refusal.New(refusal.GroupNotCertified, "", a.ID)
	case a.Region != Mainland:
		return refusal.New(refusal.GroupAbroad, "", a.ID)
	default:
		return nil
	}
}

// Grouped reports whether an account may be in a group at all.
func (a Account) Grouped() bool { return a.cannotBeGrouped() == nil }

// wordsOfWays name the ways of groups to people.
var wordsOfWays = map[group.Way]refusal.Words{
	group.Trusteeship: {English: "trusteeship", Chinese: "托管"}, group.Independent: {English: "independent", Chinese: "独立"},
}

// WordsOf names a way to people.
func WordsOf(way group.Way) refusal.Words { return wordsOfWays[way] }
