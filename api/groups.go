package api

import (
	"context"
	"net/http"
	"time"

	"kaipiao/access"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
)

// MasterBody is whom an account becomes a member of.
type MasterBody struct {
	Account ids.Account `json:"account" pattern:"^[A-Za-z0-9._-]{1,64}$" doc:"The paying master's account (主账号)." example:"master-1"`
	Way     group.Way   `json:"way" example:"trusteeship"`
	From    time.Time   `json:"from,omitempty" doc:"From when it counts: now, where it is left out, or later." example:"2026-10-01T00:00:00+08:00"`
}

// Membership is what an account is or was to a master.
type Membership struct {
	Member  ids.Account `json:"member" doc:"The member's account (成员)." example:"member-3"`
	Master  ids.Account `json:"master" doc:"The master's account (主账号)." example:"master-1"`
	Way     group.Way   `json:"way" example:"trusteeship"`
	From    time.Time   `json:"from" doc:"From when it counts, in UTC: what is paid at this instant is part of it." example:"2026-09-30T16:00:00Z"`
	Until   *time.Time  `json:"until" nullable:"true" doc:"Until when, in UTC: what is paid at this instant is not part of it any more; null while nobody has ended it."`
	InForce bool        `json:"in_force" doc:"Whether it counts now."`
	MadeBy  string      `json:"made_by" doc:"Who made it." example:"service:billing"`
	EndedBy string      `json:"ended_by" doc:"Who ended it; empty while nobody has." example:"service:billing"`
}

// Memberships are those of one account.
type Memberships struct {
	Master  *Membership  `json:"master" doc:"The one that counts now or will; null where there is none."`
	Earlier []Membership `json:"earlier" nullable:"false" doc:"Those that have ended, the latest first."`
}

type (
	membershipAnswer  struct{ Body Membership }
	membershipsAnswer struct{ Body Memberships }
)

func (s *surface) groups() {
	const path = "/v1/accounts/{account}/master"
	on(s, call{method: http.MethodGet, path: path, summary: "Whose member an account is", does: access.ReadMaster}, s.getMaster)
	on(s, call{method: http.MethodPut, path: path, summary: "Make an account a member of a master", does: access.PutMaster}, s.putMaster)
	on(s, call{method: http.MethodDelete, path: path, summary: "End an account's membership now", does: access.EndMaster}, s.deleteMaster)
	on(s, call{
		method: http.MethodGet, path: "/v1/accounts/{account}/members", summary: "The members of a master, with those it had", does: access.ListMembers,
	}, s.listMembers)
}

func (s *surface) getMaster(ctx context.Context, in *AccountPath) (*membershipsAnswer, error) {
	links, err := s.Office.Groups.Links(ctx, in.Account)
	if err != nil {
		return nil, err
	}
	shown := Memberships{Earlier: []Membership{}}
	for _, link := range links {
		one := s.showMembership(link)
		if link.Ends == nil {
			shown.Master = &one
			continue
		}
		shown.Earlier = append(shown.Earlier, one)
	}
	return &membershipsAnswer{Body: shown}, nil
}

func (s *surface) putMaster(ctx context.Context, in *struct {
	AccountPath
	Body MasterBody
},
) (*membershipAnswer, error) {
	now := s.Now()
	link := group.Link{Member: in.Account, Master: in.Body.Account, Way: in.Body.Way, Begins: now, MadeBy: actorOf(ctx)}
	if !in.Body.From.IsZero() {
		if err := plausible(in.Body.From, "from"); err != nil {
			return nil, err
		}
		link.Begins = instant(in.Body.From)
	}
	joined, err := s.Office.Groups.Join(ctx, link, now)
	return &membershipAnswer{Body: s.showMembership(joined)}, err
}

func (s *surface) deleteMaster(ctx context.Context, in *AccountPath) (*struct{}, error) {
	return nil, s.Office.Groups.Leave(ctx, in.Account, actorOf(ctx), s.Now())
}

func (s *surface) listMembers(ctx context.Context, in *struct {
	AccountPath
	PageQuery
},
) (*listAnswer[Membership], error) {
	page, err := in.page()
	if err != nil {
		return nil, err
	}
	members, err := s.Office.Groups.Members(ctx, in.Account, page)
	return listOf(members, s.showMembership), err
}

func (s *surface) showMembership(link group.Link) Membership {
	return Membership{
		Member: link.Member, Master: link.Master, Way: link.Way, From: link.Begins.UTC(), Until: utc(link.Ends), InForce: link.InForce(s.Now()),
		MadeBy: link.MadeBy.String(), EndedBy: link.EndedBy.String(),
	}
}
