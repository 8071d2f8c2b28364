package actor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
)

// O7: what a message says of its sender makes it nobody else.
func TestO7AMessageIsOfItsOwnKind(t *testing.T) {
	claims := actor.FromMessage("finance:cfo")
	require.Equal(t, "message:finance:cfo", claims.String())
	require.Equal(t, claims, actor.Parse(claims.String()))
	require.NotEqual(t, actor.Finance, claims.Kind)
	require.NotEqual(t, actor.Product, actor.FromMessage("kaipiao"))
}

func TestActorsAreStoredAsTexts(t *testing.T) {
	for _, who := range []actor.Actor{
		actor.Nobody, actor.Product, actor.Provider, actor.Courier, {Kind: actor.Finance, Name: "zhao"}, {Kind: actor.Service, Name: "a:b"},
	} {
		value, err := who.Value()
		require.NoError(t, err)
		var read actor.Actor
		require.NoError(t, read.Scan(value))
		require.Equal(t, who, read)
	}
}
