package door

import (
	"net/http"

	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
)

// Pages draw what the door shows. The door has set the headers; status and body are theirs to write.
type Pages interface {
	// SignIn is the page on which somebody chooses where to sign in.
	SignIn(w http.ResponseWriter, r *http.Request, view SignInView)
	// Arrive is the page with one button, for a customer who comes by a link.
	Arrive(w http.ResponseWriter, r *http.Request, view ArriveView)
	// Refused says why something is not shown, or not done.
	Refused(w http.ResponseWriter, r *http.Request, status int, text Text)
}

// Text is a sentence for a person, with the code by which programs and supporters know it.
type Text struct {
	Code string
	refusal.Words
	// Back is where to go on; empty where the door knows no way.
	Back string
}

// SignInView has one form for each choice: POST Action with the hidden field return_to, and issuer or person.
type SignInView struct {
	Action   string
	ReturnTo string
	// Issuers are the names of the issuers (field issuer); People are the embedded stack's (field person), elsewhere none.
	Issuers []string
	People  []Person
	// Notice says why somebody is here who has not asked for it; nil for who has.
	Notice *Text
}

// ArriveView has one form: POST Action with the hidden field ticket.
type ArriveView struct {
	Action, Ticket string
	// Account is the one that the link is for, Language what the service says that its customer reads ("zh", "en", or empty).
	Account  ids.Account
	Language string
	// SignedInAs is who is signed in with this browser until now, where it is somebody else; then the page waits for the button. Where it is empty, a
	// script may send the form by itself.
	SignedInAs string
}
