// Package life is the table of one life: the states of an object, and who may move it from one to the next. The office decides by
// these tables; the answers' actions, the lists of states in SQL and in the OpenAPI document, and docs/states.md are made from them.
package life

import (
	"slices"

	"kaipiao/domain/actor"
	"kaipiao/domain/refusal"
)

// Action is what somebody does with an object: "approve".
type Action string

// State is one state of an object, with the words that people read.
type State[S ~string] struct {
	Name             S
	English, Chinese string
}

// Deed is an action with the words that people read: the label of a button.
type Deed struct {
	Name             Action
	English, Chinese string
	// Tells is what the object's workflow hears of it, when it was not the workflow that did it: one of these, or nothing where
	// nothing changes for it.
	Tells []News
}

// Move is one row of the table: in one of these states, these may do this, and the object then has one of those states.
type Move[S ~string] struct {
	// From is empty where the object begins.
	From   []S
	Action Action
	// By is who does it, by a call, a message, a ticket that is carried out, or by itself. In a row with a reason it is who would
	// expect to be able to; empty for nobody.
	By []actor.Kind
	// To is empty where the object stays as it is.
	To []S
	// Why it is not possible; empty where it is. Where no row says anything, the reason is the state.
	Why refusal.Code
}

// Table is the table of one life.
type Table[S ~string] struct {
	// Subject is what the object is called: "application".
	Subject string
	// States are in the order of a life.
	States []State[S]
	// Actions are in the order in which people see them.
	Actions []Deed
	// Moves are read from top to bottom; the first row that fits decides.
	Moves []Move[S]
}

// In lists states, By kinds of actors: a table reads better with them.
func In[S ~string](states ...S) []S { return states }

// By lists kinds of actors.
func By(kinds ...actor.Kind) []actor.Kind { return kinds }

// Check says why somebody cannot do something with an object in a state, or nil. What depends on more than the state is a rule
// beside the table. The id is named in the reason.
func (t Table[S]) Check(id string, state S, do Action, by actor.Actor) error {
	for _, row := range t.Moves {
		if row.Action != do || !slices.Contains(row.From, state) {
			continue
		}
		if row.Why != "" {
			return refusal.About(row.Why, id)
		}
		if slices.Contains(row.By, by.Kind) {
			return nil
		}
	}
	return refusal.New(refusal.WrongState, "", t.Words(state))
}

// Expected lists what somebody would expect to be able to do with an object in a state, in the order of the actions.
func (t Table[S]) Expected(state S, by actor.Kind) []Action {
	var expected []Action
	for _, deed := range t.Actions {
		if slices.ContainsFunc(t.Moves, func(row Move[S]) bool {
			return row.Action == deed.Name && slices.Contains(row.From, state) && slices.Contains(row.By, by)
		}) {
			expected = append(expected, deed.Name)
		}
	}
	return expected
}

// From lists the states in which something is done, whoever does it.
func (t Table[S]) From(do Action) []S {
	return t.where(func(state S, row Move[S]) bool { return row.Action == do && slices.Contains(row.From, state) })
}

// Sources lists the states from which one of these can be reached.
func (t Table[S]) Sources(next ...S) []S {
	return t.where(func(state S, row Move[S]) bool {
		return slices.Contains(row.From, state) && slices.ContainsFunc(row.To, func(to S) bool { return slices.Contains(next, to) })
	})
}

// Results lists the states to which an action leads.
func (t Table[S]) Results(do Action) []S {
	var results []S
	for _, state := range t.States {
		if slices.ContainsFunc(t.Moves, func(row Move[S]) bool { return row.Action == do && slices.Contains(row.To, state.Name) }) {
			results = append(results, state.Name)
		}
	}
	return results
}

// CanBecome reports whether an object may go from one state to another.
func (t Table[S]) CanBecome(from, next S) bool { return slices.Contains(t.Sources(next), from) }

// Open lists the states from which an object still goes on.
func (t Table[S]) Open() []S {
	return t.where(func(state S, row Move[S]) bool { return slices.Contains(row.From, state) && len(row.To) > 0 })
}

// IsOpen reports whether an object in this state still goes on.
func (t Table[S]) IsOpen(state S) bool { return slices.Contains(t.Open(), state) }

// Ends lists the states in which nothing more becomes of an object.
func (t Table[S]) Ends() []S {
	return slices.DeleteFunc(t.Names(), t.IsOpen)
}

// where lists the states for which a row without a reason fits, in the order of a life.
func (t Table[S]) where(fits func(S, Move[S]) bool) []S {
	var found []S
	for _, state := range t.States {
		if slices.ContainsFunc(t.Moves, func(row Move[S]) bool { return row.Why == "" && fits(state.Name, row) }) {
			found = append(found, state.Name)
		}
	}
	return found
}

// Names lists all states.
func (t Table[S]) Names() []S {
	names := make([]S, len(t.States))
	for i, state := range t.States {
		names[i] = state.Name
	}
	return names
}

// Words are what people call a state.
func (t Table[S]) Words(state S) refusal.Words {
	for _, known := range t.States {
		if known.Name == state {
			return refusal.Words{English: known.English, Chinese: known.Chinese}
		}
	}
	return refusal.Words{English: string(state), Chinese: string(state)}
}

// Label is what people call an action.
func (t Table[S]) Label(do Action) refusal.Words {
	for _, deed := range t.Actions {
		if deed.Name == do {
			return refusal.Words{English: deed.English, Chinese: deed.Chinese}
		}
	}
	return refusal.Words{English: string(do), Chinese: string(do)}
}
