package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// FerretDB 1.24 keeps a connection of its pool of 100 for each statement of an update until all are done, and hangs when none is left.
const mostWrites = 50

const longestMessage = 48_000_000

var mostWritesField = []byte("\x10maxWriteBatchSize\x00")

// One change at a time: FerretDB 1.24 changes a document in two steps, with nothing that keeps others out between them.
var turn sync.Mutex

// Behind its header (16 bytes), flags (4) and kind (1), a message is a document, whose first field (behind its length, 4, and type, 1) is
// named as the command.
const commandAt = 26

var changes = [][]byte{
	[]byte("insert\x00"), []byte("update\x00"), []byte("delete\x00"), []byte("findAndModify\x00"),
	[]byte("create\x00"), []byte("createIndexes\x00"), []byte("drop\x00"), []byte("dropDatabase\x00"),
}

func isChange(request []byte) bool {
	for _, name := range changes {
		if len(request) > commandAt && bytes.HasPrefix(request[commandAt:], name) {
			return true
		}
	}
	return false
}

func letIn(door net.Listener, server string) {
	for {
		client, err := door.Accept()
		if err != nil {
			return
		}
		go pass(client, server)
	}
}

// Hands requests of one connection on, and their answers back.
func pass(client net.Conn, server string) {
	defer client.Close()
	upstream, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer upstream.Close()
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		answer, err := ask(upstream, request)
		if err != nil {
			return
		}
		if _, err := client.Write(withMostWrites(answer)); err != nil {
			return
		}
	}
}

func ask(upstream net.Conn, request []byte) ([]byte, error) {
	if isChange(request) {
		turn.Lock()
		defer turn.Unlock()
	}
	if _, err := upstream.Write(request); err != nil {
		return nil, err
	}
	return readMessage(upstream)
}

// A message begins with its length.
func readMessage(from io.Reader) ([]byte, error) {
	length := make([]byte, 4)
	if _, err := io.ReadFull(from, length); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(length)
	if size < 16 || size > longestMessage {
		return nil, fmt.Errorf("a message of %d bytes", size)
	}
	message := append(length, make([]byte, size-4)...)
	_, err := io.ReadFull(from, message[4:])
	return message, err
}

// The driver cuts its writes to what the server says that it takes.
func withMostWrites(answer []byte) []byte {
	if at := bytes.Index(answer, mostWritesField); at >= 0 {
		binary.LittleEndian.PutUint32(answer[at+len(mostWritesField):], mostWrites)
	}
	return answer
}
