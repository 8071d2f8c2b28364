package stack

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kaipiao/access/token"
	"kaipiao/devstack/freeport"
	"kaipiao/devstack/signin/openid"
)

// usualSignin is where the sign-in is served, as long as nobody else is there.
const usualSignin = "127.0.0.1:8095"

// chooseSigninAddress finds a free address for the sign-in where none is set and another stack has the usual one.
func chooseSigninAddress() error {
	if os.Getenv("KAIPIAO_SIGNIN_ADDR") != "" || checkPorts([]port{{usualSignin, "", ""}}) == nil {
		return nil
	}
	address, err := freeport.FindAddress()
	if err != nil {
		return err
	}
	return os.Setenv("KAIPIAO_SIGNIN_ADDR", address)
}

// ownSignin reports whether people sign in at the stack's own provider: where other issuers are named, at those.
func (s *Stack) ownSignin() bool { return s.settings.Issuers == "" }

func (s *Stack) issuersFile() string { return filepath.Join(s.settings.RunDir, "issuers.yaml") }

// prepareIdentity makes what says who calls: the keys of local tokens, and the sign-in with the file by which the API trusts it.
func (s *Stack) prepareIdentity() error {
	if secret := s.settings.TokenSecret; secret != "" { // to say at once what is wrong with it
		if _, err := token.With(token.Key{ID: "environment", Secret: []byte(secret)}); err != nil {
			return fmt.Errorf("KAIPIAO_TOKEN_SECRET: %w", err)
		}
	}
	switch _, err := token.ReadKeys(s.settings.TokenKeys()); {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := token.AddKey(s.settings.TokenKeys()); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	if !s.ownSignin() {
		return removed(s.settings.SigninPeople())
	}
	if err := openid.CheckAddress(s.settings.SigninAddr); err != nil {
		return err
	}
	if err := os.MkdirAll(s.settings.SigninDir(), 0o700); err != nil {
		return err
	}
	people, err := openid.PeopleFile()
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(s.settings.SigninPeople(), people, 0o600), makeSecret(filepath.Join(s.settings.SigninDir(), openid.SecretFile)),
		os.WriteFile(s.issuersFile(), openid.IssuersFile(s.settings.SigninURL()), 0o600))
}

// removed takes away what an earlier start has left.
func removed(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// whereToSignIn is the line about it.
func (s *Stack) whereToSignIn() string {
	if !s.ownSignin() {
		return "as " + s.settings.Issuers + " says"
	}
	return fmt.Sprintf("%s   (a token: %s sign-in --person reviewer)", s.settings.SigninURL(), Binary("starter"))
}
