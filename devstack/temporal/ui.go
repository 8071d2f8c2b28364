package main

import (
	"fmt"
	"os"

	"github.com/temporalio/ui-server/v2/server"
	"github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/server_options"
)

// startUI serves the Web UI beside the server.
func startUI(o options) (*server.Server, error) {
	host, port, err := split(o.uiAddress)
	if err != nil {
		return nil, err
	}
	ui := server.NewServer(server_options.WithConfigProvider(&config.Config{
		Host: host, Port: port, TemporalGRPCAddress: o.address, DefaultNamespace: o.namespace, EnableUI: true,
		CORS: config.CORS{CookieInsecure: true}, HideLogs: true, DisableNewsFetch: true,
		// It passes tokens on to https alone, and has none, because it signs nobody in: the codec server trusts its pages on this machine.
		Codec: config.Codec{Endpoint: o.codec, DefaultErrorMessage: "The codec server does not decrypt this: is the API up, and does its key file have the key?"},
	}))
	go func() {
		if err := ui.Start(); err != nil {
			fmt.Fprintln(os.Stderr, "temporal: the Web UI ended:", err)
		}
	}()
	return ui, nil
}
