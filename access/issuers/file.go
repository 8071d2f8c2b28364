package issuers

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"kaipiao/access"
	"kaipiao/access/token"
)

// What an issuer that says nothing else gets, and the most that it may get.
const (
	defaultSkew        = 30 * time.Second
	largestSkew        = 5 * time.Minute
	defaultLongestLife = time.Hour
	largestLongestLife = 24 * time.Hour
)

// algorithms are those that may be trusted: signatures that we can check and not make. HS256 and its like would let us, and whoever reads our settings,
// make tokens.
var algorithms = []string{"RS256", "ES256", "PS256", "EdDSA"}

// written is how the file is written.
type written struct {
	Issuers []writtenIssuer `yaml:"issuers"`
}

type writtenIssuer struct {
	line        int
	Name        string          `yaml:"name"`
	Issuer      string          `yaml:"issuer"`
	Audience    string          `yaml:"audience"`
	Algorithms  []string        `yaml:"algorithms"`
	Skew        *time.Duration  `yaml:"skew"`
	LongestLife *time.Duration  `yaml:"longest_life"`
	Subject     Path            `yaml:"subject"`
	Account     Path            `yaml:"account"`
	Vendor      Path            `yaml:"vendor"`
	Grants      []writtenGrant  `yaml:"grants"`
	Console     *writtenConsole `yaml:"console"`
}

// writtenConsole is our client at the issuer, through which people sign in with a browser.
type writtenConsole struct {
	Client     string   `yaml:"client"`
	SecretFile string   `yaml:"secret_file"`
	Scopes     []string `yaml:"scopes"`
}

// UnmarshalYAML refuses what is misspelt.
func (w *writtenConsole) UnmarshalYAML(node *yaml.Node) error {
	type plain writtenConsole
	return errors.Join(onlyKnown(node, "client", "secret_file", "scopes"), node.Decode((*plain)(w)))
}

type writtenGrant struct {
	line        int
	Claim       Path        `yaml:"claim"`
	Value       string      `yaml:"value"`
	Role        access.Role `yaml:"role"`
	Permissions []string    `yaml:"permissions"`
}

// UnmarshalYAML remembers where it stands.
func (w *writtenIssuer) UnmarshalYAML(node *yaml.Node) error {
	type plain writtenIssuer
	w.line = node.Line
	return errors.Join(onlyKnown(node, "name", "issuer", "audience", "algorithms", "skew", "longest_life", "subject", "account", "vendor", "grants", "console"),
		node.Decode((*plain)(w)))
}

// UnmarshalYAML remembers where it stands.
func (w *writtenGrant) UnmarshalYAML(node *yaml.Node) error {
	type plain writtenGrant
	w.line = node.Line
	return errors.Join(onlyKnown(node, "claim", "value", "role", "permissions"), node.Decode((*plain)(w)))
}

// onlyKnown refuses keys that there are not, which the decoder does not do any more within a type that reads itself.
func onlyKnown(node *yaml.Node, keys ...string) error {
	if node.Kind != yaml.MappingNode {
		return nil // the decoder says it
	}
	for at := 0; at < len(node.Content); at += 2 {
		if key := node.Content[at]; !slices.Contains(keys, key.Value) {
			return fmt.Errorf("line %d: there is no key %q: one of %s", key.Line, key.Value, strings.Join(keys, ", "))
		}
	}
	return nil
}

// Read reads the file, and refuses it as a whole where anything in it cannot be meant.
func Read(path string) ([]Issuer, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the issuers (KAIPIAO_ISSUERS): %w", err)
	}
	issuers, err := Parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s (KAIPIAO_ISSUERS): %w", path, err)
	}
	return issuers, nil
}

// Parse reads what the file holds.
func Parse(content []byte) ([]Issuer, error) {
	var file written
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, errors.New("one document is all there is to be")
	}
	if len(file.Issuers) == 0 {
		return nil, errors.New("no issuer is named: nobody could call")
	}
	var issuers []Issuer
	names, urls := map[string]bool{}, map[string]bool{token.LocalIssuer: true}
	for _, w := range file.Issuers {
		issuer, err := w.issuer()
		switch {
		case err != nil:
		case names[issuer.Name]:
			err = errors.New("another issuer has this name")
		case urls[issuer.Issuer]:
			err = errors.New("another entry is of the same issuer")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d, issuer %q: %w", w.line, cmp.Or(w.Name, w.Issuer), err)
		}
		names[issuer.Name], urls[issuer.Issuer] = true, true
		issuers = append(issuers, issuer)
	}
	return issuers, nil
}

var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

func (w writtenIssuer) issuer() (Issuer, error) {
	i := Issuer{
		Name: w.Name,
		Rules: token.Rules{
			Issuer: w.Issuer, Audience: w.Audience, Algorithms: w.Algorithms,
			Skew: valueOr(w.Skew, defaultSkew), LongestLife: valueOr(w.LongestLife, defaultLongestLife),
		},
		Subject: orPath(w.Subject, "sub"), Account: orPath(w.Account, "account"), Vendor: orPath(w.Vendor, "vendor"),
	}
	if w.Algorithms == nil {
		i.Algorithms = algorithms
	}
	switch {
	case !namePattern.MatchString(i.Name):
		return i, errors.New("name is 1 to 32 of a-z, 0-9 and -: it stands before its subjects in the trail")
	case i.Audience == "":
		return i, errors.New("audience is missing: without it any application's token would do")
	case len(i.Algorithms) == 0:
		return i, fmt.Errorf("algorithms is empty: leave it out for %v", algorithms)
	case i.Skew < 0 || i.Skew > largestSkew:
		return i, fmt.Errorf("skew is %v at most", largestSkew)
	case i.LongestLife <= 0 || i.LongestLife > largestLongestLife:
		return i, fmt.Errorf("longest_life is more than nothing, and %v at most", largestLongestLife)
	case len(w.Grants) == 0:
		return i, errors.New("grants is missing: nobody would have a role")
	}
	for _, algorithm := range i.Algorithms {
		if !slices.Contains(algorithms, algorithm) {
			return i, fmt.Errorf("the algorithm %q is not trusted: one of %v", algorithm, algorithms)
		}
	}
	if err := CheckURL(i.Issuer); err != nil {
		return i, fmt.Errorf("issuer: %w", err)
	}
	for _, one := range w.Grants {
		grant, err := one.grant()
		if err != nil {
			return i, fmt.Errorf("line %d: %w", one.line, err)
		}
		i.Grants = append(i.Grants, grant)
	}
	var err error
	i.Console, err = w.Console.read()
	return i, err
}

func (w *writtenConsole) read() (*Console, error) {
	if w == nil {
		return nil, nil //nolint:nilnil // nobody signs in with a browser
	}
	c := &Console{Client: w.Client, Scopes: w.Scopes}
	if c.Client == "" {
		return nil, errors.New("console: client is missing: it is what the issuer knows us by")
	}
	if !slices.Contains(c.Scopes, "openid") {
		c.Scopes = append([]string{"openid"}, c.Scopes...)
	}
	if w.SecretFile == "" {
		return c, nil
	}
	secret, err := os.ReadFile(w.SecretFile)
	if err != nil {
		return nil, fmt.Errorf("console: secret_file: %w", err)
	}
	if c.Secret = strings.TrimSpace(string(secret)); c.Secret == "" {
		return nil, errors.New("console: secret_file is empty")
	}
	return c, nil
}

func (w writtenGrant) grant() (Grant, error) {
	g := Grant{Claim: w.Claim, Value: w.Value, Role: w.Role}
	switch {
	case len(w.Claim.parts) == 0:
		return g, errors.New("a grant needs a claim")
	case w.Value == "":
		return g, errors.New("a grant needs a value")
	case !slices.Contains(access.Roles(), w.Role):
		return g, fmt.Errorf("%q is not a role: one of %v", w.Role, access.Roles())
	case w.Role != access.Finance && len(w.Permissions) > 0:
		return g, errors.New("permissions belong to the role finance")
	}
	var err error
	g.Permissions, err = access.ParsePermissions(w.Permissions)
	return g, err
}

// CheckURL reports an address that nobody can trust: it has to be https, but on this machine itself.
func CheckURL(text string) error {
	parsed, err := url.Parse(text)
	switch {
	case err != nil:
		return errors.New("it is no URL")
	case parsed.Host == "" || parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "":
		return errors.New("it is https://, a host and a path")
	case parsed.Scheme == "https", parsed.Scheme == "http" && isLoopback(parsed.Hostname()):
		return nil
	default:
		return errors.New("it has to be https://, because keys that come over http:// are anybody's; http:// is for 127.0.0.1 and ::1 only")
	}
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && address.IsLoopback())
}

func valueOr(said *time.Duration, otherwise time.Duration) time.Duration {
	if said == nil {
		return otherwise
	}
	return *said
}

func orPath(said Path, otherwise string) Path {
	if len(said.parts) == 0 {
		return ParsePath(otherwise)
	}
	return said
}
