package stack

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"kaipiao/devstack/freeport"
	"kaipiao/metrics"
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
	if s.Issuers == "" {
		ports = append(ports, port{s.SigninAddr, "KAIPIAO_SIGNIN_ADDR", "the sign-in"})
	}
	if s.CodecAddr != "" {
		ports = append(ports, port{s.CodecAddr, "KAIPIAO_CODEC_ADDR", "the codec server"})
	}
	if s.TemporalEmbedded {
		ports = append(ports, port{s.TemporalAddr, "KAIPIAO_TEMPORAL_ADDR", "Temporal"},
			port{s.TemporalUIAddr, "KAIPIAO_TEMPORAL_UI_ADDR", "the Temporal Web UI"})
	}
	return ports
}

// Where the programs of a stack serve their figures, as long as nobody else is there.
var usualMetrics = map[string]string{"starter": "127.0.0.1:9464", "worker": "127.0.0.1:9465"}

// metricsAddresses are where the programs serve their figures: the API where it is said, otherwise where they usually are, and on free ports
// where another stack is. No stack fails because of them.
func metricsAddresses(said string) (map[string]string, error) {
	found := map[string]string{}
	for program, usual := range usualMetrics {
		if program == "starter" && said != "" {
			found[program] = said
			continue
		}
		if said == metrics.None {
			found[program] = said
			continue
		}
		found[program] = usual
		if checkPorts([]port{{usual, "", ""}}) != nil {
			free, err := freeport.FindAddress()
			if err != nil {
				return nil, err
			}
			found[program] = free
		}
	}
	return found, nil
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
