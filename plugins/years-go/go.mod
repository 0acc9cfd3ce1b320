module org.example/years

go 1.19
