package stack

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"kaipiao/settings"
)

// port is an address that the stack needs, with the variable that moves it.
type port struct{ address, variable, what string }

func portsOf(s settings.Settings) []port {
	ports := []port{
		{s.HTTPAddr, "KAIPIAO_HTTP_ADDR", "the API"},
		{s.SandboxAddr, "KAIPIAO_SANDBOX_ADDR", "the sandbox"},
		{s.SMTPAddr, "KAIPIAO_SMTP_ADDR", "the sandbox's mail server"},
	}
	if s.TemporalEmbedded {
		ports = append(ports, port{s.TemporalAddr, "KAIPIAO_TEMPORAL_ADDR", "Temporal"},
			port{s.TemporalUIAddr, "KAIPIAO_TEMPORAL_UI_ADDR", "the Temporal Web UI"})
	}
	return ports
}

// errPortTaken is one line for each address that somebody else uses.
var errPortTaken = errors.New("is in use")

// checkPorts finds out before anything starts whether every address is free.
func checkPorts(ports []port) error {
	var taken []string
	for _, p := range ports {
		listener, err := net.Listen("tcp", p.address)
		if err != nil {
			taken = append(taken, fmt.Sprintf("%s cannot have %s; set %s to a free address", p.what, p.address, p.variable))
			continue
		}
		if err := listener.Close(); err != nil {
			return err
		}
	}
	if len(taken) > 0 {
		return fmt.Errorf("an address %w: %s", errPortTaken, strings.Join(taken, "; "))
	}
	return nil
}
