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
	}))
	go func() {
		if err := ui.Start(); err != nil {
			fmt.Fprintln(os.Stderr, "temporal: the Web UI ended:", err)
		}
	}()
	return ui, nil
}
