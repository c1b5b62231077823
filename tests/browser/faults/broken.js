nobody.knows();
