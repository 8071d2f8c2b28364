package webhook

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
)

// Targets says which endpoints may be subscribed. Whoever may subscribe one chooses where this service sends requests to, so
// that its own network must not be among the choices (SSRF).
type Targets string

// Which endpoints may be subscribed.
const (
	// Development: https, and http on this machine.
	Development Targets = "development"
	// Public: https, and public addresses only.
	Public Targets = "public"
	// Any: http and https, anywhere; for a network whose every address may be asked.
	Any Targets = "any"
)

// ParseTargets reads the setting; nothing is Public, so that only who says so opens more (S8).
func ParseTargets(text string) (Targets, error) {
	switch t := Targets(text); t {
	case "":
		return Public, nil
	case Development, Public, Any:
		return t, nil
	default:
		return "", fmt.Errorf("%q says not which endpoints may be subscribed: development, public or any", text)
	}
}

// Why an endpoint is not subscribed, or not called.
var (
	ErrNoEndpoint = errors.New("an endpoint is an absolute http or https address without user and fragment")
	ErrNotAllowed = errors.New("this service sends nothing to such an address")
)

// Check looks at an endpoint's address when it is subscribed. What its name stands for is looked at with every call (Reaches).
func (t Targets) Check(address string) error {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Hostname() == "" || parsed.User != nil || parsed.Fragment != "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return ErrNoEndpoint
	}
	ip, err := netip.ParseAddr(parsed.Hostname())
	switch {
	case parsed.Scheme == "http" && t != Development && t != Any:
		return ErrNotAllowed
	case err == nil && !t.Reaches(parsed.Scheme, ip):
		return ErrNotAllowed
	case err != nil && parsed.Scheme == "http" && t != Any && parsed.Hostname() != "localhost":
		return ErrNotAllowed
	default:
		return nil
	}
}

// Reaches reports whether a call by the scheme may go to an address, which is what the name of an endpoint stands for now.
func (t Targets) Reaches(scheme string, ip netip.Addr) bool {
	ip = ip.Unmap()
	switch t {
	case Any:
		return true
	case Development:
		return scheme == "https" || ip.IsLoopback()
	default:
		return scheme == "https" && public(ip)
	}
}

// notPublic are the special purpose ranges that the standard library has no word for: those of RFC 6890 and of IANA's registries, and what
// they once were (Teredo, 6to4, site-local, addresses of IPv4 within IPv6).
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("100:0:0:1::/64"), netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("192.31.196.0/24"),
	netip.MustParsePrefix("192.52.193.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("192.175.48.0/24"),
}

// public reports whether an address is one of the internet at large.
func public(ip netip.Addr) bool {
	for _, special := range notPublic {
		if special.Contains(ip) {
			return false
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate()
}
