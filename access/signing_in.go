package access

import "errors"

// Asked is what a browser is sent to an issuer with, and what has to be known when it comes back.
type Asked struct {
	// Redirect is where the browser is sent back to, State what it brings along, Nonce what stands in the ID token that is meant, and Verifier what
	// changes the code into tokens (PKCE).
	Redirect, State, Nonce, Verifier string
}

// Answered is what a browser brings back from an issuer.
type Answered struct {
	Code string
	// Issuer is who says that it has answered, where it says so (RFC 9207), and Error why it has signed nobody in.
	Issuer, Error string
}

// ErrNotSignedIn says that an issuer has signed nobody in: the person has given up, the code was used before, or our client is not known there.
var ErrNotSignedIn = errors.New("the issuer has signed nobody in")
