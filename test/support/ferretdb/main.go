// Serves MongoDB's protocol from a temporary folder, for the checks of `npm run test:servers`. Its first line is its address.
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}

// Ends, and removes its folder, when it is told to.
func serve() error {
	folder, err := os.MkdirTemp("", "annals-ferretdb-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + folder + "/?_pragma=synchronous(off)",
	})
	if err != nil {
		return err
	}
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() {
		address, _ := url.Parse(server.MongoDBURI())
		go letIn(door, address.Host)
		fmt.Printf("mongodb://%s/\n", door.Addr())
	}()
	return server.Run(ended)
}
