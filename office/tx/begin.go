// Package tx is how the office works on the database: in transactions that are tried again when they lose a race, in the name of whom
// the context says, and how it reads what need not be there.
package tx

import (
	"strings"

	"kaipiao/domain/actor"
)

// quoted makes a text safe between the quotes of an escape string, which are read alike under every setting of the database;
// it cannot store a zero character anyway.
var quoted = strings.NewReplacer("'", "''", `\`, `\\`, "\x00", "")

// beginAs begins a transaction in somebody's name, for the audit trail (O4), without another round trip to the database. An
// event that the transaction writes names its actor itself, and goes before.
func beginAs(who actor.Actor) string {
	return "begin; set local kaipiao.who = E'" + quoted.Replace(who.String()) + "'"
}
