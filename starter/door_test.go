package main

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/access"
	"kaipiao/console/door"
	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/devstack/signin/openid"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/office"
	"kaipiao/settings"
)

type noPages struct{}

func (noPages) SignIn(http.ResponseWriter, *http.Request, door.SignInView) {}
func (noPages) Arrive(http.ResponseWriter, *http.Request, door.ArriveView) {}
func (noPages) Refused(http.ResponseWriter, *http.Request, int, door.Text) {}

// S4: the door lets people in through the issuers that have a client for us. The people of the embedded stack are
// there in the stack alone, and at its own issuer.
func TestS4TheDoorIsOpenedAsTheSettingsSay(t *testing.T) {
	published, err := calendar.Published()
	require.NoError(t, err)
	register := office.New(postgrestest.Pool(t, postgrestest.Database(t)), policy.Default(), published)
	dir := t.TempDir()
	told := settings.Settings{
		RunDir: dir, InStack: true, SigninAddr: "127.0.0.1:8095", PublicURL: "http://127.0.0.1:8080", Issuers: filepath.Join(dir, "issuers.yaml"),
		ConsoleIdle: 20 * time.Minute, ConsoleLongest: time.Hour,
	}
	require.NoError(t, os.WriteFile(told.Issuers, openid.IssuersFile(told.SigninURL()), 0o600))
	people, err := openid.PeopleFile()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(told.SigninDir(), 0o700))
	require.NoError(t, os.WriteFile(told.SigninPeople(), people, 0o600))
	open := func(change func(*settings.Settings)) (*door.Door, error) {
		s := told
		change(&s)
		return openDoor(s, register, nil, nil, noPages{})
	}
	opened, err := open(func(*settings.Settings) {})
	require.NoError(t, err)
	require.Len(t, opened.Issuers, 1)
	require.Equal(t, "stack", opened.Issuers[0].Name())
	require.Equal(t, "stack", opened.People.Issuer)
	roles := map[access.Role]int{}
	for n, person := range opened.People.All {
		require.Equal(t, openid.People()[n].Name, person.Name)
		require.Contains(t, access.Roles(), person.Role, person.Name)
		roles[person.Role]++
	}
	require.Equal(t, map[access.Role]int{access.Finance: 7, access.Customer: 6, access.Vendor: 1, access.Auditor: 1}, roles)
	require.Equal(t, 20*time.Minute, opened.Hours.Idle)

	for name, change := range map[string]func(*settings.Settings){
		"elsewhere":          func(s *settings.Settings) { s.InStack = false },
		"at another issuer":  func(s *settings.Settings) { s.SigninAddr = "127.0.0.1:8096" },
		"without their file": func(s *settings.Settings) { s.RunDir = t.TempDir() },
		"without issuers":    func(s *settings.Settings) { s.Issuers = "" },
	} {
		opened, err := open(change)
		require.NoError(t, err, name)
		require.Nil(t, opened.People, name)
	}
	for says, change := range map[string]func(*settings.Settings){
		"KAIPIAO_PUBLIC_URL":   func(s *settings.Settings) { s.PublicURL = "http://invoices.example" },
		"KAIPIAO_CONSOLE_IDLE": func(s *settings.Settings) { s.ConsoleLongest = 9 * time.Hour },
		"KAIPIAO_ISSUERS":      func(s *settings.Settings) { s.Issuers = "no-such-file" },
	} {
		_, err := open(change)
		require.ErrorContains(t, err, says)
	}
}
