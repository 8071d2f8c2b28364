package life_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/life"
	"kaipiao/domain/life/lifetest"
	"kaipiao/domain/refusal"
)

type status string

var door = life.Table[status]{
	Subject: "door",
	States: []life.State[status]{
		{Name: "open", English: "open", Chinese: "开着"}, {Name: "shut", English: "shut", Chinese: "关着"}, {Name: "walled", English: "walled up", Chinese: "封死"},
	},
	Actions: []life.Deed{
		{Name: "hang", English: "hang", Chinese: "安装"},
		{Name: "shut", English: "shut", Chinese: "关"},
		{Name: "open", English: "open", Chinese: "开"},
		{Name: "wall", English: "wall up", Chinese: "封"},
	},
	Moves: []life.Move[status]{
		{Action: "hang", By: life.By(actor.Service), To: life.In[status]("open")},
		{From: life.In[status]("open"), Action: "shut", By: life.By(actor.Customer, actor.Finance), To: life.In[status]("shut")},
		{From: life.In[status]("shut"), Action: "open", By: life.By(actor.Customer), To: life.In[status]("open")},
		{From: life.In[status]("walled"), Action: "open", By: life.By(actor.Customer), Why: refusal.NeedsTicket},
		{From: life.In[status]("walled"), Action: "shut", Why: refusal.AlreadyReversed},
		{From: life.In[status]("open", "shut"), Action: "wall", By: life.By(actor.Finance), To: life.In[status]("walled")},
	},
}

func codeOf(err error) refusal.Code {
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestATableDecides(t *testing.T) {
	lifetest.Complete(t, door)
	customer, finance := actor.Actor{Kind: actor.Customer, Name: "wang"}, actor.Actor{Kind: actor.Finance, Name: "zhao"}
	require.NoError(t, door.Check("d1", "open", "shut", customer))
	require.Equal(t, refusal.WrongState, codeOf(door.Check("d1", "shut", "shut", customer)))
	require.Equal(t, refusal.WrongState, codeOf(door.Check("d1", "shut", "open", finance)), "it is the customer's to open")
	require.Equal(t, refusal.NeedsTicket, codeOf(door.Check("d1", "walled", "open", customer)))
	reversed := door.Check("d1", "walled", "shut", customer)
	require.Equal(t, refusal.AlreadyReversed, codeOf(reversed))
	require.Contains(t, reversed.Error(), "d1")
	require.Equal(t, []life.Action{"shut"}, door.Expected("open", actor.Customer))
	require.Equal(t, []life.Action{"open"}, door.Expected("walled", actor.Customer), "it is expected, and refused with a reason")
	require.Empty(t, door.Expected("walled", actor.Finance))
}

func TestAReasonSpeaksBothLanguages(t *testing.T) {
	var refused *refusal.Refusal
	require.ErrorAs(t, door.Check("d1", "walled", "wall", actor.Product), &refused)
	require.Contains(t, refused.English(), "walled up")
	require.Contains(t, refused.Chinese(), "封死")
}

func TestATableIsRead(t *testing.T) {
	require.Equal(t, []status{"open", "shut"}, door.From("wall"))
	require.Equal(t, []status{"shut"}, door.Sources("open"))
	require.True(t, door.CanBecome("open", "walled"))
	require.False(t, door.CanBecome("walled", "open"), "a refused move is none")
	require.Equal(t, []status{"open", "shut"}, door.Open())
	require.Equal(t, []status{"walled"}, door.Ends())
	require.Equal(t, "stateDiagram-v2\n    [*] --> open: hang\n    open --> shut: shut\n    open --> walled: wall\n"+
		"    shut --> open: open\n    shut --> walled: wall\n", door.Diagram())
}
