package limits

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// AddressOf is where a call comes from: the other end of its connection, or what a trusted proxy there says. Who has a network of IPv6 has
// it as a whole, and counts as one.
func (c Connections) AddressOf(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	address := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for n := len(hops) - 1; n >= 0 && c.Trusts(address); n-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[n]))
		if err != nil {
			break
		}
		address = hop.Unmap()
	}
	return counted(address)
}

// Nobody is how a caller is counted who does not say who it is.
func (l Limits) Nobody(r *http.Request) Caller {
	return Caller{Key: "address " + l.Connections.AddressOf(r), Allowed: l.Callers.Anonymous}
}

// Trusts reports whether an address is a proxy's.
func (c Connections) Trusts(address netip.Addr) bool {
	return slices.ContainsFunc(c.Proxies, func(p netip.Prefix) bool { return p.Contains(address) })
}

// wholeNetwork is how many bits of an address of IPv6 name somebody's network.
const wholeNetwork = 64

func counted(address netip.Addr) string {
	if address.Is6() {
		if network, err := address.WithZone("").Prefix(wholeNetwork); err == nil {
			return network.String()
		}
	}
	return address.String()
}
