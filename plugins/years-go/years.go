// A stage in Go: marks years written in digits, as the one that `rawi plugin new --lang c` writes. The constants that rawi reads
// stand in plugin.c.
//
//	go build -buildmode=c-shared -o years.so
package main

/*
#cgo CFLAGS: -I${SRCDIR}/../../crates/rawi-plugin/include
#include "rawi_stage.h"

// Go calls no pointers to functions, and lends C no struct with pointers to Go's memory in it.
static rawi_status refuse(rawi_setup *setup, const uint8_t *ptr, size_t len) {
  rawi_bytes why = { ptr, len };
  return setup->host->refuse(setup, why);
}
static rawi_status fail(rawi_call *call, uint32_t blame, const uint8_t *ptr, size_t len) {
  rawi_bytes why = { ptr, len };
  rawi_range nowhere = { 0, 0 };
  return call->host->fail(call, blame, nowhere, why);
}
static rawi_status emit(rawi_call *call, const rawi_json *rows, size_t count, const uint8_t *heap, size_t len) {
  rawi_data data = { rows, count, { heap, len }, sizeof(rawi_json), 1 };
  return call->host->emit(call, 0, &data);
}
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"runtime/cgo"
	"strconv"
	"unsafe"
)

// What a stage keeps from its options.
type years struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// What rawi lends, as a slice; it ends with the call.
func lent(bytes C.rawi_bytes) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(bytes.ptr)), int(bytes.len))
}

func pointer(bytes []byte) *C.uint8_t {
	if len(bytes) == 0 {
		return nil
	}
	return (*C.uint8_t)(unsafe.Pointer(&bytes[0]))
}

//export yearsCreate
func yearsCreate(setup *C.rawi_setup, stage *unsafe.Pointer) C.rawi_status {
	self := years{From: 1900, To: 2100}
	why := ""
	if err := json.Unmarshal(lent(setup.config), &self); err != nil {
		why = err.Error()
	} else if self.From > self.To {
		why = "`from` is later than `to`; exchange them"
	}
	if why != "" {
		text := []byte(why)
		return C.refuse(setup, pointer(text), C.size_t(len(text)))
	}
	// A number, and no pointer: Go moves and frees what only C knows.
	*(*uintptr)(unsafe.Pointer(stage)) = uintptr(cgo.NewHandle(self))
	return C.RAWI_OK
}

//export yearsDestroy
func yearsDestroy(stage unsafe.Pointer) { cgo.Handle(uintptr(stage)).Delete() }

// Many threads call it at once. What panics is this document's error: a panic that left Go would end the process.
//
//export yearsProcess
func yearsProcess(stage unsafe.Pointer, call *C.rawi_call) (status C.rawi_status) {
	defer func() {
		if panicked := recover(); panicked != nil {
			why := []byte(fmt.Sprint(panicked))
			status = C.fail(call, C.RAWI_BLAME_BUG, pointer(why), C.size_t(len(why)))
		}
	}()
	self := cgo.Handle(uintptr(stage)).Value().(years)
	source := lent(call.source)
	input := call.inputs
	tokens := unsafe.Slice((*C.rawi_token)(input.rows), int(input.count))
	var rows []C.rawi_json
	var values []byte
	for _, token := range tokens {
		year, ok := self.year(token, source)
		if !ok {
			continue
		}
		value := []byte(fmt.Sprintf(`{"value":%d}`, year))
		row := C.rawi_json{start: token.start, end: token.end}
		row.value.offset, row.value.len = C.uint32_t(len(values)), C.uint32_t(len(value))
		rows, values = append(rows, row), append(values, value...)
	}
	if len(rows) == 0 {
		return C.RAWI_OK
	}
	return C.emit(call, &rows[0], C.size_t(len(rows)), pointer(values), C.size_t(len(values)))
}

// The year that a token says.
func (self years) year(token C.rawi_token, source []byte) (int, bool) {
	if token.kind != C.RAWI_NUMBER || token.end-token.start != 4 {
		return 0, false
	}
	word := string(source[token.start:token.end])
	for _, digit := range word {
		if digit < '0' || digit > '9' {
			return 0, false
		}
	}
	year, err := strconv.Atoi(word)
	return year, err == nil && year >= self.From && year <= self.To
}

func main() {} // a library has one, too
