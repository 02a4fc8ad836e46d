package sqlite

import (
	"fmt"
	"strings"
	"time"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// Says in SQL what it can of a filter, so that not every document of a collection is read: FerretDB 1.24 does so for `{_id: …}` alone. What
// comes is filtered by FerretDB itself, as ever.
func narrow(filter *types.Document) (string, []any) {
	var conditions []string
	var args []any
	for _, field := range filter.Keys() {
		if strings.HasPrefix(field, "$") || strings.ContainsAny(field, `."\`) {
			continue
		}
		wants := must.NotFail(filter.Get(field))
		of := fmt.Sprintf(`%s->%q`, metadata.DefaultColumn, field) // as FerretDB writes it in its indexes
		if texts := wanted(wants); len(texts) > 0 {
			condition := fmt.Sprintf(`%s IN (?%s)`, of, strings.Repeat(", ?", len(texts)-1))
			if field != "_id" { // an array, whose text begins so, may hold what is wanted
				condition = fmt.Sprintf(`(%s OR (%[2]s >= '[' AND %[2]s < '\'))`, condition, of)
			}
			conditions = append(conditions, condition)
			args = append(args, texts...)
		}
		for comparison, bound := range boundsOf(wants) {
			condition := fmt.Sprintf(`(CAST(%[1]s AS REAL) %[2]s ? OR (%[1]s >= '[' AND %[1]s < '\'))`, of, comparison)
			conditions = append(conditions, condition)
			args = append(args, bound)
		}
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// The texts, as they are stored, one of which the field must be or hold; none where it may be anything else.
func wanted(condition any) []any {
	operators, ok := condition.(*types.Document)
	if !ok {
		return storedTexts(condition)
	}
	if equal, err := operators.Get("$eq"); err == nil {
		return storedTexts(equal)
	}
	some, _ := operators.Get("$in")
	if all, ok := some.(*types.Array); ok {
		values := make([]any, all.Len())
		for at := range values {
			values[at] = must.NotFail(all.Get(at))
		}
		return storedTexts(values...)
	}
	return nil
}

// None where one is not a text.
func storedTexts(values ...any) []any {
	var texts []any
	for _, value := range values {
		if _, ok := value.(string); !ok {
			return nil
		}
		texts = append(texts, string(must.NotFail(sjson.MarshalSingleValue(value))))
	}
	return texts
}

// The numbers between which a field must be, by their comparison. A time is stored as a number, too.
func boundsOf(condition any) map[string]float64 {
	operators, _ := condition.(*types.Document)
	bounds := map[string]float64{}
	for name, comparison := range map[string]string{"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="} {
		switch bound, _ := operators.Get(name); bound := bound.(type) {
		case int32:
			bounds[comparison] = float64(bound)
		case int64:
			if bound > -1<<53 && bound < 1<<53 {
				bounds[comparison] = float64(bound)
			}
		case float64:
			bounds[comparison] = bound
		case time.Time:
			bounds[comparison] = float64(bound.UnixMilli())
		}
	}
	return bounds
}
